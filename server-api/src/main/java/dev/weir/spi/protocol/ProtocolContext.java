package dev.weir.spi.protocol;

import dev.weir.annotation.Preview;
import dev.weir.middleware.ConnectionContext;
import dev.weir.spi.transport.ByteStream;

/** What belongs to one stream of a protocol. */
@Preview
public interface ProtocolContext {
  /** The bytes. */
  ByteStream stream();

  /** The connection they come from. */
  ConnectionContext connection();

  /** The way to user code. */
  Dispatcher dispatcher();

  /**
   * Lets another protocol take the stream over, in this turn: what was written before leaves first,
   * what is unconsumed is the successor's first input, and the server's shutdown is told to it from
   * now on. The handler that calls this gets no further call, and has to have cancelled its timers.
   * If the successor can't be opened, the stream ends.
   *
   * <p>Of a connection whose next bytes are encrypted (STARTTLS) the caller checks first that
   * nothing is unconsumed.
   */
  void handOver(Protocol.StreamOpener successor);
}
