package dev.weir.udp;

import dev.weir.Bytes;
import dev.weir.annotation.Stable;

/** The way back to a datagram's sender, from any thread, any number of times. */
@Stable
public interface DatagramReply {
  /** Sends to the sender; false if it was dropped, as {@link DatagramSender#send} says. */
  boolean send(Bytes payload);

  /** Sends to anybody. */
  DatagramSender sender();
}
