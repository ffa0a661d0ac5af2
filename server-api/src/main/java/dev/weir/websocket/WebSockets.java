package dev.weir.websocket;

import dev.weir.annotation.Preview;
import dev.weir.http.Response;
import dev.weir.internal.WebSocketPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * How a route accepts WebSockets, and what becomes of them. Immutable; made once or for each
 * request. A handler answers with it, so middleware and extractors come first:
 *
 * <pre>{@code
 * http.get("/chat/{room}", with(path("room", String.class), slot(USER)).call((room, user) ->
 *     WebSockets.standard().sessions(socket -> rooms.join(room, user, socket))));
 * }</pre>
 *
 * <p>A handshake from a web page of another host is refused with 403 unless its origin is allowed
 * here: browsers send cookies along with it, whoever's page it is.
 */
@Preview
public final class WebSockets {
  private static final WebSockets STANDARD =
      new WebSockets(List.of(), OriginPolicy.sameHost(), true);

  private final List<String> subprotocols;
  private final OriginPolicy origins;
  private final boolean compression;

  private WebSockets(List<String> subprotocols, OriginPolicy origins, boolean compression) {
    this.subprotocols = subprotocols;
    this.origins = origins;
    this.compression = compression;
  }

  /** No subprotocols, pages of the same host alone, compression if the client offers it. */
  public static WebSockets standard() {
    return STANDARD;
  }

  /**
   * The subprotocols spoken here, the preferred first. A client that asks for none of them gets
   * none, and may go.
   *
   * @throws IllegalArgumentException if one isn't a token
   */
  public WebSockets subprotocols(String... names) {
    for (String name : names) {
      if (name.isEmpty() || !name.chars().allMatch(WebSockets::isTokenCharacter)) {
        throw new IllegalArgumentException("'" + name + "' can't be the name of a subprotocol");
      }
    }
    return new WebSockets(List.of(names), origins, compression);
  }

  /**
   * Allows pages of these origins, such as {@code "https://app.example"}, beside those of the same
   * host.
   */
  public WebSockets origins(String... allowed) {
    return new WebSockets(subprotocols, OriginPolicy.sameHostAnd(List.of(allowed)), compression);
  }

  /** Allows pages of any origin: right where nothing depends on cookies or the client's network. */
  public WebSockets anyOrigin() {
    return new WebSockets(subprotocols, OriginPolicy.any(), compression);
  }

  /** Whether messages are compressed with a client that offers it (RFC 7692). Default true. */
  public WebSockets compression(boolean offered) {
    return new WebSockets(subprotocols, origins, offered);
  }

  /** Blocking style: a virtual thread for each WebSocket. */
  public Response blocking(WebSocketHandler handler) {
    return upgrade(new WebSocketPlan.Blocking(Objects.requireNonNull(handler, "handler")));
  }

  /** A callback for each message. */
  public Response messages(WebSocketMessageHandler handler) {
    Objects.requireNonNull(handler, "handler");
    return upgrade(new WebSocketPlan.Messages(socket -> handler));
  }

  /**
   * As {@link #messages}, with a handler for each WebSocket. The function is called once, as it
   * opens and before its first message, on the thread of the handlers; so it may send a greeting.
   */
  public Response sessions(Function<WebSocket, WebSocketMessageHandler> sessions) {
    return upgrade(new WebSocketPlan.Messages(Objects.requireNonNull(sessions, "sessions")));
  }

  private Response upgrade(WebSocketPlan.Use use) {
    return Response.upgrade(
        new WebSocketUpgrade(new WebSocketPlan(subprotocols, compression, use), origins));
  }

  private static boolean isTokenCharacter(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>(List.of("subprotocols " + subprotocols));
    parts.add(origins.toString());
    parts.add(compression ? "compression" : "no compression");
    return "WebSockets[" + String.join(", ", parts) + "]";
  }
}
