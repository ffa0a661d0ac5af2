package dev.weir.spi.transport;

import dev.weir.Bytes;
import dev.weir.annotation.Preview;
import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;

/** A bound datagram address. Methods may be called from any thread. */
@Preview
public interface DatagramBinding {
  /** The address that was bound, with the real port. */
  SocketAddress address();

  /** The loop on which datagrams arrive. */
  EventLoop loop();

  /**
   * Sends a datagram, or queues it within a bound if the socket is full. On the loop, what one
   * batch of reads produced may leave together at its end.
   *
   * @return false if it was dropped: the queue is full or the binding closed
   * @throws IllegalArgumentException if the payload is longer than 65,507 bytes
   */
  boolean send(Bytes payload, SocketAddress recipient);

  /** Datagrams that came so far and were dropped, since they were longer than allowed. */
  long oversized();

  /** Datagrams dropped so far that were to be sent: refused by {@link #send}, or later. */
  long unsent();

  /** Closes; what is queued is sent if the socket takes it at once. */
  CompletionStage<Void> close();
}
