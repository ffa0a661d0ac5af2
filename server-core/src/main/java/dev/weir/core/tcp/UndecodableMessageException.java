package dev.weir.core.tcp;

import dev.weir.TypeOf;
import java.io.IOException;

/**
 * The peer sent a frame that isn't a message of the type expected: its fault, not the handler's.
 */
final class UndecodableMessageException extends IOException {
  private static final long serialVersionUID = 1L;

  UndecodableMessageException(TypeOf<?> expected, IOException cause) {
    super("A frame isn't a " + expected + ": " + cause.getMessage(), cause);
  }
}
