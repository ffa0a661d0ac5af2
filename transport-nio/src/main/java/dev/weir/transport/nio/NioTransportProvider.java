package dev.weir.transport.nio;

import dev.weir.Limits;
import dev.weir.annotation.Preview;
import dev.weir.config.Setting;
import dev.weir.config.Settings;
import dev.weir.spi.Contract;
import dev.weir.spi.transport.BusyPoll;
import dev.weir.spi.transport.Transport;
import dev.weir.spi.transport.TransportProvider;
import dev.weir.transport.nio.channels.ChannelSystem;
import dev.weir.transport.nio.linux.LinuxSystem;
import dev.weir.transport.nio.socket.SocketSystem;
import java.util.List;

/**
 * The transport named {@code nio}: TCP, Unix domain sockets and UDP on the JDK alone, by its
 * channels or by its foreign functions: {@link #SOCKETS}.
 */
@Preview
public final class NioTransportProvider implements TransportProvider {
  /** Event loops, each a thread that waits for sockets of its own; 0 for one per processor. */
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

  /** What sockets are made of. */
  public enum Sockets {
    /** {@link #LINUX} where it can be used, else {@link #JDK}. */
    AUTO,
    /** The JDK's channels and selectors. */
    JDK,
    /**
     * Linux's system calls, by the JDK's foreign functions: less work a message. For x86-64 and
     * AArch64, in a JVM that allows native access ({@code --enable-native-access}).
     */
    LINUX
  }

  /** What sockets are made of: {@link Sockets}. */
  public static final Setting<Sockets> SOCKETS =
      Setting.choice(
          "sockets",
          Sockets.AUTO,
          "what sockets are made of: JDK channels, or Linux's system calls where native access is"
              + " enabled");

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
    return List.of(LOOPS, BUFFER, SOCKETS, BusyPoll.MICROS);
  }

  @Override
  public Transport create(Settings settings, Limits limits) {
    int loops = settings.get(LOOPS);
    return new NioTransport(
        system(settings.get(SOCKETS)),
        loops == 0 ? Runtime.getRuntime().availableProcessors() : loops,
        settings.get(BUFFER).intValue(),
        settings.get(BusyPoll.MICROS),
        limits);
  }

  private static SocketSystem system(Sockets wanted) {
    if (wanted == Sockets.JDK) {
      return new ChannelSystem();
    }
    String cause = LinuxSystem.unavailabilityCause();
    if (cause == null) {
      return new LinuxSystem();
    }
    if (wanted == Sockets.LINUX) {
      throw new IllegalStateException(
          "The transport nio can't make its sockets by Linux's system calls: "
              + cause
              + ". Mend that, or set weir.transport.nio.sockets to auto or jdk");
    }
    return new ChannelSystem();
  }
}
