package dev.weir.testkit.transport;

import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.config.Settings;
import dev.weir.spi.transport.Transport;
import dev.weir.spi.transport.TransportProvider;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;

/** One transport for one test, and the way for clients to reach it. */
public interface TransportUnderTest {
  /** The transport, not started; called once. The suite closes it. */
  Transport create(Limits limits);

  /** Where to listen: by default a free port of 127.0.0.1. */
  default Listen listen() {
    return Listen.address("127.0.0.1", 0);
  }

  /** A client that is connected, or waits in the backlog. */
  Peer connect(SocketAddress address) throws IOException;

  /** A client's datagram socket. */
  DatagramPeer openDatagrams() throws IOException;

  /** Lets time pass, where it doesn't by itself. */
  default void pass(Duration time) {}

  /** A transport of the operating system's sockets, with all settings at their defaults. */
  static TransportUnderTest ofSockets(TransportProvider provider) {
    return ofSockets(provider, Settings.defaults());
  }

  /** A transport of the operating system's sockets; the clients are the JDK's. */
  static TransportUnderTest ofSockets(TransportProvider provider, Settings settings) {
    return new SocketTransportUnderTest(provider, settings);
  }
}
