package dev.weir.spi.protocol;

import dev.weir.annotation.Preview;
import java.util.List;

/**
 * A protocol over byte streams. It does no I/O, opens no thread and reads no clock of its own:
 * bytes and timers come in, bytes and actions go out. So it is tested without a socket, a byte at a
 * time.
 *
 * <p>One object describes the protocol of a door; {@link #bind} is called once, at start.
 */
@Preview
public interface Protocol {
  /** The stable name, such as {@code "resp"}. */
  String name();

  /**
   * Its names in ALPN (RFC 7301), the preferred first: what a door with TLS offers. With none, ALPN
   * isn't offered.
   */
  default List<String> applicationProtocols() {
    return List.of();
  }

  /**
   * Checks the wiring and makes what opens streams.
   *
   * @throws dev.weir.StartException if something is missing
   */
  StreamOpener bind(ProtocolSetup setup);

  /** Starts the state machine of each stream. */
  @FunctionalInterface
  interface StreamOpener {
    /** The state machine of a new stream; on its event loop. */
    ProtocolHandler open(ProtocolContext context);
  }
}
