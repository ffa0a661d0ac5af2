package dev.weir.core.http;

import dev.weir.http.ClientGoneException;
import dev.weir.spi.transport.CloseCause;

/** How a connection's end is told to the exchange that it cut short. */
public final class ClientGone {
  private ClientGone() {}

  /** An exception that says in a sentence why the client can't be reached. */
  public static ClientGoneException by(CloseCause cause) {
    String message =
        switch (cause.kind()) {
          case SHUTDOWN -> "The server was shut down, and cut the connection";
          case TIMED_OUT -> "The client took no data for too long";
          default -> "The client has gone";
        };
    return new ClientGoneException(message, cause.error());
  }
}
