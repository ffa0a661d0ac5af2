package dev.weir.core.stream;

import dev.weir.spi.transport.CloseCause;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How a stream's end is told to the code that was using it. */
public final class StreamEnds {
  private StreamEnds() {}

  /** An exception that says in a sentence how the stream ended. */
  public static IOException toException(CloseCause cause) {
    String message =
        switch (cause.kind()) {
          case FINISHED -> "The connection is closed";
          case PEER_RESET -> "The peer reset the connection";
          case ABORTED -> "The connection was aborted by this side";
          case TIMED_OUT -> "The connection was cut, because the peer took nothing for too long";
          case FAILED -> "The connection failed";
          case SHUTDOWN -> "The connection was cut, because the server shut down";
        };
    @Nullable Throwable error = cause.error();
    String detail = error == null ? null : error.getMessage();
    return new IOException(detail == null ? message : message + ": " + detail, error);
  }
}
