package dev.weir.spi.transport;

import dev.weir.LentBytes;
import dev.weir.annotation.Preview;
import java.net.SocketAddress;

/** Takes datagrams, on the binding's event loop. */
@FunctionalInterface
@Preview
public interface DatagramReceiver {
  /** Takes one; the payload is lent for the length of the call. */
  void received(LentBytes payload, SocketAddress sender);
}
