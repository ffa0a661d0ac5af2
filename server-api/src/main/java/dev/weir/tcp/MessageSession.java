package dev.weir.tcp;

import dev.weir.annotation.Stable;
import java.io.IOException;

/** A session as a handler of typed messages sees it. */
@Stable
public interface MessageSession<O> {
  /** The session underneath. */
  Session session();

  /** Encodes and sends a message, waiting as {@link Session#send} does. */
  void send(O message) throws IOException;

  /** Encodes and offers a message, as {@link Session#offer} does. */
  boolean offer(O message) throws IOException;
}
