package dev.weir.udp;

import dev.weir.Bytes;
import dev.weir.annotation.Stable;
import java.net.SocketAddress;

/** Sends datagrams from a door's socket, from any thread, at any time. */
@Stable
public interface DatagramSender {
  /**
   * Sends a datagram. It never waits.
   *
   * @return false if it was dropped, because too many wait to be sent or the door is closed
   * @throws IllegalArgumentException if the payload is longer than a datagram can be
   */
  boolean send(Bytes payload, SocketAddress recipient);

  /** The address that datagrams are sent from. */
  SocketAddress localAddress();
}
