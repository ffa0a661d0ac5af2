package dev.weir.middleware.compression;

import dev.weir.annotation.Preview;
import dev.weir.config.Setting;
import dev.weir.config.Settings;
import dev.weir.middleware.Middleware;
import dev.weir.middleware.MiddlewareProvider;
import dev.weir.spi.Contract;
import java.util.List;

/** Makes a {@link Compression} from configuration, as {@code compression}. */
@Preview
public final class CompressionProvider implements MiddlewareProvider {
  static final String NAME = "compression";

  static final Setting<Long> MIN_SIZE =
      Setting.bytes(
          "min-size", Compression.MIN_SIZE, 0, Long.MAX_VALUE, "bodies from this size on");

  static final Setting<Integer> LEVEL =
      Setting.integer("level", Compression.LEVEL, 1, 9, "from 1, fast, to 9, small");

  /** For {@link java.util.ServiceLoader}. */
  public CompressionProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int contractVersion() {
    return Contract.VERSION;
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(MIN_SIZE, LEVEL);
  }

  @Override
  public Middleware create(Settings settings) {
    return Compression.gzip().withMinSize(settings.get(MIN_SIZE)).withLevel(settings.get(LEVEL));
  }
}
