package dev.weir.transport.netty;

import dev.weir.Limits;
import dev.weir.config.Setting;
import dev.weir.config.Settings;
import dev.weir.spi.Contract;
import dev.weir.spi.transport.BusyPoll;
import dev.weir.spi.transport.Transport;
import dev.weir.spi.transport.TransportProvider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Offers the transport on Netty, under the name {@code netty}. */
public final class NettyTransportProvider implements TransportProvider {
  /** How the sockets are moved; see {@link NativeChoice}. */
  static final Setting<NativeChoice> NATIVE =
      Setting.choice(
          "native",
          NativeChoice.AUTO,
          "what moves the bytes; auto takes epoll or kqueue where they are, else nio, and never"
              + " io-uring, which has to be asked for");

  /** What encrypts; see {@link TlsChoice}. */
  static final Setting<TlsChoice> TLS =
      Setting.choice(
          "tls",
          TlsChoice.AUTO,
          "what encrypts; auto takes OpenSSL where it is, else the JDK's own TLS");

  /** How many event loops there are. */
  static final Setting<Integer> LOOPS =
      Setting.integer(
          "loops",
          Math.min(1_024, Runtime.getRuntime().availableProcessors()),
          1,
          1_024,
          "event loops, each a thread; as many as there are processors unless said otherwise");

  /** For {@link java.util.ServiceLoader}. */
  public NettyTransportProvider() {}

  @Override
  public String name() {
    return "netty";
  }

  @Override
  public int contractVersion() {
    return Contract.VERSION;
  }

  /** Above the transport on the JDK alone: who adds Netty to the class path wants it. */
  @Override
  public int priority() {
    return 110;
  }

  @Override
  public @Nullable String unavailabilityCause() {
    return null; // NIO is always there
  }

  @Override
  public List<Setting<?>> settings() {
    return List.of(NATIVE, TLS, LOOPS, BusyPoll.MICROS);
  }

  @Override
  public Transport create(Settings settings, Limits limits) {
    return new NettyTransport(
        settings.get(NATIVE).resolve(),
        settings.get(TLS),
        settings.get(LOOPS),
        settings.get(BusyPoll.MICROS),
        limits);
  }
}
