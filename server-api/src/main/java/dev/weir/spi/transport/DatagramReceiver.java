package dev.weir.spi.transport;

import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.annotation.Preview;
import java.net.SocketAddress;

/** Takes datagrams, on the binding's event loop. */
@FunctionalInterface
@Preview
public interface DatagramReceiver {
  /** Takes one; the payload is lent for the length of the call. */
  void received(LentBytes payload, SocketAddress sender);

  /**
   * The limits of this binding: the size of datagrams.
   *
   * @param ofTransport those that the transport was made with
   */
  default Limits limits(Limits ofTransport) {
    return ofTransport;
  }
}
