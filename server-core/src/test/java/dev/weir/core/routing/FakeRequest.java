package dev.weir.core.routing;

import dev.weir.Bytes;
import dev.weir.ConnectionInfo;
import dev.weir.Slot;
import dev.weir.http.ExchangeOutcome;
import dev.weir.http.Headers;
import dev.weir.http.HttpMethod;
import dev.weir.http.HttpVersion;
import dev.weir.http.Request;
import dev.weir.http.RequestBody;
import dev.weir.http.Response;
import dev.weir.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A matched request without a server around it. */
final class FakeRequest implements Request, RequestBody {
  private final RouteMatch match;
  private final HttpMethod method;
  private final String target;
  private final QueryParameters query;
  private final Map<Slot<?>, Object> slots = new HashMap<>();
  private Headers headers = Headers.empty();
  private Bytes content = Bytes.empty();
  private long declaredLength;
  private @Nullable InputStream stream;

  FakeRequest(HttpRouting routing, String method, String target) {
    this.method = HttpMethod.of(method);
    this.target = target;
    this.match = routing.match(this.method, target);
    this.query = new QueryParameters(match.query());
  }

  FakeRequest with(String name, String value) {
    headers = headers.toBuilder().add(name, value).build();
    return this;
  }

  FakeRequest body(String contentType, String text) {
    content = Bytes.utf8(text);
    declaredLength = content.length();
    return with("content-type", contentType);
  }

  /** A body of unknown length. */
  FakeRequest body(String contentType, InputStream source) {
    stream = source;
    declaredLength = -1;
    return with("content-type", contentType);
  }

  Response answer() throws Exception {
    return match.route().handler().handle(this);
  }

  RouteMatch match() {
    return match;
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
    return "localhost";
  }

  @Override
  public String target() {
    return target;
  }

  @Override
  public String path() {
    return match.path();
  }

  @Override
  public String query() {
    return match.query();
  }

  @Override
  public @Nullable String queryParameter(String name) {
    return query.first(name);
  }

  @Override
  public List<String> queryParameters(String name) {
    return query.all(name);
  }

  @Override
  public String pathParameter(String name) {
    int index = match.route().parameterNames().indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("no parameter " + name);
    }
    return match.parameters()[index];
  }

  @Override
  public Headers headers() {
    return headers;
  }

  @Override
  public RequestBody body() {
    return this;
  }

  @Override
  public Route route() {
    return match.route().info();
  }

  @Override
  public ConnectionInfo connection() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long receivedNanos() {
    return 0;
  }

  @Override
  public void onEnd(Consumer<ExchangeOutcome> listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  @SuppressWarnings("unchecked") // set() takes only a T for a Slot<T>
  public <T> @Nullable T get(Slot<T> slot) {
    return (T) slots.get(slot);
  }

  @Override
  public <T> void set(Slot<T> slot, @Nullable T value) {
    slots.put(slot, value);
  }

  @Override
  public long declaredLength() {
    return declaredLength;
  }

  @Override
  public InputStream asInputStream() {
    return stream != null ? stream : content.asInputStream();
  }

  @Override
  public Bytes readAll() throws IOException {
    return stream != null ? Bytes.copyOf(stream.readAllBytes()) : content;
  }

  @Override
  public String readText() throws IOException {
    return readAll().utf8();
  }

  @Override
  public Headers trailers() {
    return Headers.empty();
  }
}
