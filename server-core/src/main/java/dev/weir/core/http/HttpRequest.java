package dev.weir.core.http;

import dev.weir.ConnectionInfo;
import dev.weir.Slot;
import dev.weir.core.routing.QueryParameters;
import dev.weir.core.routing.RouteMatch;
import dev.weir.http.ExchangeOutcome;
import dev.weir.http.Headers;
import dev.weir.http.HttpMethod;
import dev.weir.http.HttpVersion;
import dev.weir.http.Request;
import dev.weir.http.RequestBody;
import dev.weir.http.Route;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A request as handlers see it. It may be kept for as long as one likes, so it is never used again
 * for another, and knows nothing of the exchange once that has ended, which may be.
 */
final class HttpRequest implements Request {
  private static final Object[] NO_SLOTS = new Object[0];

  private final RequestHead head;
  private final RouteMatch match;
  private final RequestBody body;
  private final ConnectionInfo connection;
  private final @Nullable ClientOrigin origin;
  private final long receivedNanos;
  private @Nullable QueryParameters queryParameters;
  private @Nullable Object[] slots = NO_SLOTS;

  // Guarded by this. Most requests have no listeners, and nobody comes after their end.
  private @Nullable EndListeners listeners;
  private @Nullable Ended ended;
  private @Nullable Exchange exchange; // until it ends

  HttpRequest(
      RequestHead head,
      RouteMatch match,
      RequestBody body,
      ConnectionInfo connection,
      @Nullable ClientOrigin origin,
      long receivedNanos,
      Exchange exchange) {
    this.head = head;
    this.match = match;
    this.body = body;
    this.connection = connection;
    this.origin = origin;
    this.receivedNanos = receivedNanos;
    this.exchange = exchange;
  }

  @Override
  public HttpMethod method() {
    return head.method();
  }

  @Override
  public HttpVersion version() {
    return head.version();
  }

  @Override
  public String scheme() {
    return ClientOrigin.scheme(origin, connection);
  }

  @Override
  public String authority() {
    String named = match.authority();
    String own = named != null ? named : head.authority();
    return origin == null ? own : origin.authority(own, scheme());
  }

  @Override
  public SocketAddress remoteAddress() {
    return origin == null ? connection.remoteAddress() : origin.remoteAddress();
  }

  @Override
  public String target() {
    return head.target();
  }

  @Override
  public String path() {
    return match.path();
  }

  @Override
  public String query() {
    return match.query();
  }

  private QueryParameters queryParameters() {
    QueryParameters known = queryParameters;
    if (known == null) {
      known = new QueryParameters(match.query());
      queryParameters = known;
    }
    return known;
  }

  @Override
  public @Nullable String queryParameter(String name) {
    return queryParameters().first(name);
  }

  @Override
  public List<String> queryParameters(String name) {
    return queryParameters().all(name);
  }

  @Override
  public String pathParameter(String name) {
    List<String> names = match.route().parameterNames();
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          "The route "
              + match.route().info().pattern()
              + " has no parameter "
              + name
              + ", but "
              + names);
    }
    return match.parameters()[index];
  }

  @Override
  public Headers headers() {
    return head.headers();
  }

  @Override
  public boolean asksFor(String protocol) {
    return head.asksFor(protocol);
  }

  @Override
  public RequestBody body() {
    return body;
  }

  @Override
  public Route route() {
    return match.route().info();
  }

  @Override
  public ConnectionInfo connection() {
    return connection;
  }

  @Override
  public long receivedNanos() {
    return receivedNanos;
  }

  /** Under the lock, so that the exchange doesn't end meanwhile, to be another's. */
  @Override
  public synchronized void earlyHints(Headers fields) {
    if (exchange != null) {
      exchange.earlyHints(fields);
    }
  }

  // ---- The end.

  @Override
  public void onEnd(Consumer<ExchangeOutcome> listener) {
    listeners().add(listener);
  }

  private synchronized EndListeners listeners() {
    EndListeners known = listeners;
    if (known == null) {
      known = new EndListeners();
      listeners = known;
      Ended before = ended;
      if (before != null) {
        known.fire(before.outcome(receivedNanos));
      }
    }
    return known;
  }

  /**
   * The exchange has ended; if nobody wanted to know, that is all. Somebody who asks later is told,
   * and how long it took until then.
   *
   * @return how to tell those who did, or null
   */
  synchronized @Nullable Runnable ended(Ended how) {
    exchange = null;
    EndListeners told = listeners;
    if (told == null) {
      ended = how;
      return null;
    }
    ExchangeOutcome outcome = how.outcome(receivedNanos);
    return () -> told.fire(outcome);
  }

  @Override
  @SuppressWarnings("unchecked") // only a value of the slot's type is ever put there
  public <T> @Nullable T get(Slot<T> slot) {
    int index = slot.index();
    return index < slots.length ? (T) slots[index] : null;
  }

  @Override
  public <T> void set(Slot<T> slot, @Nullable T value) {
    int index = slot.index();
    if (index >= slots.length) {
      slots = Arrays.copyOf(slots, index + 4);
    }
    slots[index] = value;
  }

  @Override
  public String toString() {
    return head.method() + " " + head.target();
  }
}
