package dev.weir.codec.json;

import dev.weir.annotation.Stable;
import dev.weir.codec.Codec;
import dev.weir.codec.CodecProvider;
import dev.weir.config.Setting;
import dev.weir.config.Settings;
import dev.weir.spi.Contract;
import java.util.List;

/** Makes the codec {@code "json"}. */
@Stable
public final class JsonCodecProvider implements CodecProvider {
  /** For {@link java.util.ServiceLoader}. */
  public JsonCodecProvider() {}

  @Override
  public String name() {
    return JsonCodec.NAME;
  }

  @Override
  public int contractVersion() {
    return Contract.VERSION;
  }

  @Override
  public List<Setting<?>> settings() {
    return JsonSettings.ALL;
  }

  @Override
  public Codec create(Settings settings) {
    return new JsonCodec(settings);
  }
}
