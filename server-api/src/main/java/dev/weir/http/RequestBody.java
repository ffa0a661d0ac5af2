package dev.weir.http;

import dev.weir.Bytes;
import dev.weir.annotation.Stable;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of a request as it streams in. Reading waits for the client, on a virtual thread at no
 * cost; on a route of the event loop all of it is there already. Read once, from one thread at a
 * time. What isn't read is dropped.
 *
 * <p>Reading throws a {@link ProblemException} with status 413 beyond {@link
 * dev.weir.Limits#MAX_BODY} and 408 when the client stalls; {@link ClientGoneException} when the
 * client has gone; {@link java.io.InterruptedIOException} when the thread is interrupted.
 *
 * <p>A client that sent {@code Expect: 100-continue} is told to go on when the body is first asked
 * for.
 */
@Stable
public interface RequestBody {
  /** The length that the client declared in bytes, or -1 if it didn't. 0 if there is no body. */
  long declaredLength();

  /** The body as a stream. Closing it drops the rest. */
  InputStream asInputStream();

  /** Reads all that is left. */
  Bytes readAll() throws IOException;

  /** Reads all that is left as text, in the charset of the Content-Type, else UTF-8. */
  String readText() throws IOException;

  /** The trailer fields; empty before the body was read to its end. */
  Headers trailers();
}
