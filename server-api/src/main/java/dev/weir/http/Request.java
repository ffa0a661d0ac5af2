package dev.weir.http;

import dev.weir.ConnectionInfo;
import dev.weir.Slots;
import dev.weir.annotation.Stable;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request. Its head may be read from any thread for as long as one likes; its body and its slots
 * belong to the handler. After the exchange has ended the body reads as ended.
 */
@Stable
public interface Request extends Slots {
  HttpMethod method();

  HttpVersion version();

  /**
   * {@code http} or {@code https}, as the client used it: of a trusted proxy's request, what that
   * says, by the header fields or the PROXY protocol.
   */
  String scheme();

  /**
   * Host and port as the client named them; the empty string for an HTTP/1.0 request without. Of a
   * trusted proxy's request, what that says in its header fields, if it says anything.
   */
  String authority();

  /**
   * The client's address. That is {@link ConnectionInfo#remoteAddress}, unless a proxy has it that
   * the door trusts ({@link dev.weir.TrustedProxies}) and that says in header fields for whom it
   * asks: then it is the last address in them, from the right, that isn't one of a trusted proxy.
   * Without a port there, it is port 0. If a trusted proxy says that it doesn't know or tell the
   * address, it is that proxy's. Fields that can't be read, as far as they are trusted, are a 400.
   */
  default SocketAddress remoteAddress() {
    return connection().remoteAddress();
  }

  /** The target as it came, for logs and signatures: never for decisions about paths. */
  String target();

  /**
   * The path, decoded segment by segment, dot segments resolved, always starting with {@code /}. A
   * slash that came as {@code %2F} stays {@code %2F}, so that it can't pass for a separator. It
   * holds no dot segments and no control characters; a target that would is answered with a 400,
   * whose path is {@code /} for the middleware that sees it.
   */
  String path();

  /** The query as it came, without the question mark, or the empty string. */
  String query();

  /** The first value of a query parameter, decoded, or null. */
  @Nullable String queryParameter(String name);

  /** All values of a query parameter, decoded. */
  List<String> queryParameters(String name);

  /**
   * The decoded value of a path parameter, as it is in {@link #path}: a slash that came as {@code
   * %2F} is {@code %2F} here too, so a value never holds a separator; that of the rest holds those
   * which came as such.
   *
   * @throws IllegalArgumentException if the route has none of that name
   */
  String pathParameter(String name);

  Headers headers();

  /** The first value of a header field, or null. */
  default @Nullable String header(String name) {
    return headers().first(name);
  }

  /**
   * Whether the client asks to go on in another protocol, such as {@code "websocket"} (RFC 9110,
   * section 7.8; RFC 8441): a handler may answer with {@link Response#upgrade} then, or as if it
   * hadn't asked.
   */
  default boolean asksFor(String protocol) {
    return false;
  }

  RequestBody body();

  Route route();

  ConnectionInfo connection();

  /** {@link System#nanoTime()} when the head was complete, to the precision of the loop's clock. */
  long receivedNanos();

  /**
   * Tells the client at once what the answer will hold, so that it can begin to fetch that (103,
   * RFC 8297); {@code Link} fields, as a rule:
   *
   * <pre>{@code
   * request.earlyHints(Headers.of("Link", "</style.css>; rel=preload; as=style"));
   * }</pre>
   *
   * <p>Of the handler's thread, before it returns. Passed over for clients of HTTP/1.0, which don't
   * know of it, once an answer was given for another reason, and from the ninth time on.
   *
   * @throws IllegalArgumentException if a field is malformed, or describes a body
   */
  default void earlyHints(Headers fields) {}

  /**
   * Calls {@code listener} once the exchange has ended: the last byte was handed to the system, or
   * the connection is gone. On a virtual thread; for a route on the event loop, on the loop.
   */
  void onEnd(Consumer<ExchangeOutcome> listener);
}
