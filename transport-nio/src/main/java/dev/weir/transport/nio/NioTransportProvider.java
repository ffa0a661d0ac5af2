package dev.weir.transport.nio;

import dev.weir.Limits;
import dev.weir.annotation.Preview;
import dev.weir.config.Setting;
import dev.weir.config.Settings;
import dev.weir.spi.Contract;
import dev.weir.spi.transport.Transport;
import dev.weir.spi.transport.TransportProvider;
import java.util.List;

/** The transport named {@code nio}: TCP, Unix domain sockets and UDP on the JDK's channels. */
@Preview
public final class NioTransportProvider implements TransportProvider {
  /** Event loops, each a thread with a selector of its own; 0 for one per processor. */
  public static final Setting<Integer> LOOPS =
      Setting.integer("loops", 0, 0, 1_024, "event loops; 0 for one per processor");

  /** Bytes of each of a loop's two buffers: the most that one read takes, or one write sends. */
  public static final Setting<Long> BUFFER =
      Setting.bytes(
          "buffer",
          128 << 10,
          4 << 10,
          16 << 20,
          "bytes that one read takes or one write sends at most; each loop has two such buffers");

  /** For {@link java.util.ServiceLoader}. */
  public NioTransportProvider() {}

  @Override
  public String name() {
    return "nio";
  }

  @Override
  public int contractVersion() {
    return Contract.VERSION;
  }

  @Override
  public int priority() {
    return 100;
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(LOOPS, BUFFER);
  }

  @Override
  public Transport create(Settings settings, Limits limits) {
    int loops = settings.get(LOOPS);
    return new NioTransport(
        loops == 0 ? Runtime.getRuntime().availableProcessors() : loops,
        settings.get(BUFFER).intValue(),
        limits);
  }
}
