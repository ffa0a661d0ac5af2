package dev.weir.http;

import dev.weir.annotation.Stable;

/** Writes a body as it is sent. Runs on a virtual thread, whatever the route's dispatch. */
@FunctionalInterface
@Stable
public interface BodyWriter {
  /** Writes all of the body. What is thrown ends the connection so that the client can tell. */
  void write(BodySink sink) throws Exception;
}
