import dev.weir.spi.transport.TransportProvider;
import dev.weir.transport.nio.NioTransportProvider;

/** TCP, Unix sockets, UDP and TLS on the JDK alone. */
module dev.weir.transport.nio {
  requires dev.weir.api;

  provides TransportProvider with
      NioTransportProvider;
}
