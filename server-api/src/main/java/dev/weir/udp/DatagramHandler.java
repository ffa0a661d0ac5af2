package dev.weir.udp;

import dev.weir.annotation.Stable;

/**
 * Handles datagrams, several at once. What it throws is logged and loses that datagram only. Off
 * the event loop it is interrupted after {@link dev.weir.Limits#HANDLER_TIMEOUT}.
 */
@FunctionalInterface
@Stable
public interface DatagramHandler {
  /** Handles one datagram. */
  void handle(Datagram datagram, DatagramReply reply) throws Exception;
}
