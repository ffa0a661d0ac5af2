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
}
