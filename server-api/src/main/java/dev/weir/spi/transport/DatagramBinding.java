package dev.weir.spi.transport;

import dev.weir.Bytes;
import dev.weir.annotation.Preview;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;

/** A bound datagram address. Methods may be called from any thread. */
@Preview
public interface DatagramBinding {
  /** The longest payload, in bytes, that UDP over IPv4 has room for (RFC 768, RFC 791). */
  int MAX_PAYLOAD = 65_507;

  /** The address that was bound, with the real port. */
  SocketAddress address();

  /** The loop on which datagrams arrive. */
  EventLoop loop();

  /**
   * Sends a datagram, or queues it within a bound if the socket is full. On the loop, what one
   * batch of reads produced may leave together at its end.
   *
   * @return false if it was dropped: the queue is full or the binding closed
   * @throws IllegalArgumentException as {@link #requireSendable}
   */
  boolean send(Bytes payload, SocketAddress recipient);

  /**
   * Refuses what {@link #send} can never send; for transports.
   *
   * @return the recipient
   * @throws IllegalArgumentException if the payload is longer than {@link #MAX_PAYLOAD}, or the
   *     recipient isn't a resolved IP address
   */
  static InetSocketAddress requireSendable(Bytes payload, SocketAddress recipient) {
    if (payload.length() > MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "A datagram carries at most " + MAX_PAYLOAD + " bytes, not " + payload.length());
    }
    if (!(recipient instanceof InetSocketAddress ip) || ip.isUnresolved()) {
      throw new IllegalArgumentException(
          "A datagram is sent to a resolved IP address, not to " + recipient);
    }
    return ip;
  }

  /** Datagrams that came so far and were dropped, since they were longer than allowed. */
  long oversized();

  /** Datagrams dropped so far that were to be sent: refused by {@link #send}, or later. */
  long unsent();

  /** Closes; what is queued is sent if the socket takes it at once. */
  CompletionStage<Void> close();
}
