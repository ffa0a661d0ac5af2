package dev.weir.http;

import dev.weir.MediaType;
import dev.weir.annotation.Preview;
import dev.weir.internal.EndlessWriter;
import java.time.Duration;
import java.util.Objects;

/**
 * Answers that are streams of server-sent events (WHATWG HTML, section 9.2). A client that comes
 * back says which event it had last:
 *
 * <pre>{@code
 * http.get("/news", request -> {
 *   String last = request.header(HeaderNames.LAST_EVENT_ID);   // null the first time
 *   return EventStream.of(events -> news.after(last, item ->
 *       events.send(ServerEvent.of(item.text()).withId(item.id()))));
 * });
 * }</pre>
 *
 * <p>The writer is interrupted when the server shuts down, when the client resets the stream, and
 * when it ends its side of the connection: a client of HTTP/1.1 that does so might still read (RFC
 * 9112, section 9.6), but none is known that waits for events then, and a stream without an end
 * would be written to nobody. It is ended in order all the same.
 */
@Preview
public final class EventStream {
  /** Below the idle times of proxies that people meet. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

  private static final MediaType TYPE = MediaType.parse("text/event-stream");

  private EventStream() {}

  /** A stream that is kept alive by a comment after each 15 s without an event. */
  public static Response of(EventWriter writer) {
    return of(KEEP_ALIVE, writer);
  }

  /**
   * A stream.
   *
   * @param keepAlive after so long without an event a comment is sent: a proxy doesn't take the
   *     connection for dead, and that a client has gone is noticed
   * @throws IllegalArgumentException unless the time is above 0
   */
  public static Response of(Duration keepAlive, EventWriter writer) {
    Objects.requireNonNull(writer, "writer");
    if (keepAlive.isNegative() || keepAlive.isZero()) {
      throw new IllegalArgumentException("The time between comments is above 0, not " + keepAlive);
    }
    EndlessWriter endless = (sink, loop) -> EventStreamWriter.write(sink, loop, keepAlive, writer);
    return Response.stream(TYPE, endless).withHeader(HeaderNames.CACHE_CONTROL, "no-store");
  }
}
