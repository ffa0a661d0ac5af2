package dev.weir.testkit.middleware;

import dev.weir.Bytes;
import dev.weir.ConnectionInfo;
import dev.weir.Dispatch;
import dev.weir.http.ExchangeOutcome;
import dev.weir.http.Headers;
import dev.weir.http.HttpMethod;
import dev.weir.http.HttpVersion;
import dev.weir.http.Request;
import dev.weir.http.RequestBody;
import dev.weir.http.Route;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request that no client sent. Immutable but for its slots and listeners. */
public final class TestRequest extends TestSlots implements Request {
  private final HttpMethod method;
  private final String path;
  private final Headers headers;
  private final Bytes body;
  private final ConnectionInfo connection = new TestConnection();
  private final long receivedNanos = System.nanoTime();
  private final List<Consumer<ExchangeOutcome>> listeners = new ArrayList<>();

  private TestRequest(HttpMethod method, String path, Headers headers, Bytes body) {
    this.method = method;
    this.path = path;
    this.headers = headers;
    this.body = body;
  }

  /** A GET for a path without query. */
  public static TestRequest get(String path) {
    return of(HttpMethod.GET, path);
  }

  /** A request of any method, for a path without query. */
  public static TestRequest of(HttpMethod method, String path) {
    return new TestRequest(method, path, Headers.of("Host", "test"), Bytes.empty());
  }

  /** The same, not sent yet, with one field more. */
  public TestRequest withHeader(String name, String value) {
    return new TestRequest(method, path, headers.toBuilder().add(name, value).build(), body);
  }

  /** The same, not sent yet, with a body. */
  public TestRequest withBody(Bytes newBody) {
    return new TestRequest(method, path, headers, newBody);
  }

  /** Ends the exchange: tells it to all listeners. */
  public void end(ExchangeOutcome outcome) {
    List<Consumer<ExchangeOutcome>> all;
    synchronized (listeners) {
      all = List.copyOf(listeners);
      listeners.clear();
    }
    all.forEach(listener -> listener.accept(outcome));
  }

  @Override
  public HttpMethod method() {
    return method;
  }

  @Override
  public HttpVersion version() {
    return HttpVersion.HTTP_1_1;
  }

  @Override
  public String scheme() {
    return "http";
  }

  @Override
  public String authority() {
    String host = headers.first("Host");
    return host == null ? "" : host;
  }

  @Override
  public String target() {
    return path;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String query() {
    return "";
  }

  @Override
  public @Nullable String queryParameter(String name) {
    return null;
  }

  @Override
  public List<String> queryParameters(String name) {
    return List.of();
  }

  @Override
  public String pathParameter(String name) {
    throw new IllegalArgumentException("The route " + route() + " has no parameter " + name);
  }

  @Override
  public Headers headers() {
    return headers;
  }

  @Override
  public RequestBody body() {
    return new TestBody(body);
  }

  @Override
  public Route route() {
    return new Route(method.name(), path, Dispatch.VIRTUAL_THREAD);
  }

  @Override
  public ConnectionInfo connection() {
    return connection;
  }

  @Override
  public long receivedNanos() {
    return receivedNanos;
  }

  @Override
  public void onEnd(Consumer<ExchangeOutcome> listener) {
    synchronized (listeners) {
      listeners.add(listener);
    }
  }

  private record TestBody(Bytes bytes) implements RequestBody {
    @Override
    public long declaredLength() {
      return bytes.length();
    }

    @Override
    public InputStream asInputStream() {
      return bytes.asInputStream();
    }

    @Override
    public Bytes readAll() {
      return bytes;
    }

    @Override
    public String readText() {
      return bytes.utf8();
    }

    @Override
    public Headers trailers() {
      return Headers.empty();
    }
  }
}
