package dev.weir.core.http;

import static dev.weir.http.Endpoint.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.Dispatch;
import dev.weir.Listen;
import dev.weir.MediaType;
import dev.weir.Server;
import dev.weir.TypeOf;
import dev.weir.codec.Codec;
import dev.weir.codec.Decoder;
import dev.weir.codec.Encoder;
import dev.weir.http.Endpoint;
import dev.weir.http.Headers;
import dev.weir.http.HttpHandler;
import dev.weir.http.Problem;
import dev.weir.http.Response;
import dev.weir.http.extract.Extract;
import dev.weir.middleware.Middleware;
import dev.weir.testkit.memory.InMemoryTransport;
import dev.weir.testkit.memory.MemoryClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A value is sent as it is where no middleware is around its route, and in a response where there
 * is one: a client sees no difference.
 */
class ValueAnswersTest {
  private static final int BROKEN = -1;

  private static final List<String> ACCEPTED =
      List.of(
          "",
          "Accept: */*\r\n",
          "Accept: text/x-first\r\n",
          "Accept: text/x-second\r\n",
          "Accept: text/x-first;q=0.4\r\nAccept: text/x-second;q=0.5\r\n",
          "Accept: image/png\r\n");

  private static final List<String> VERSIONS =
      List.of("HTTP/1.1\r\nHost: a\r\nConnection: close", "HTTP/1.0");

  private final AtomicInteger seen = new AtomicInteger();

  @AutoClose private final InMemoryTransport memory = InMemoryTransport.threaded();

  record Cup(int size) {}

  record Saucer(String glaze) {}

  /** Writes cups and lists of them, and fails in the middle of those that are broken. */
  private record Cups(String name) implements Codec {
    @Override
    public List<MediaType> mediaTypes() {
      return List.of(MediaType.parse("text/x-" + name));
    }

    @Override
    public <T> @Nullable Decoder<T> decoder(TypeOf<T> type) {
      return null;
    }

    @Override
    public <T> @Nullable Encoder<T> encoder(TypeOf<T> type) {
      boolean written = type.rawClass() == Cup.class || type.rawClass() == List.class;
      return !written
          ? null
          : (value, output) -> {
            output.writeUtf8(name + ":" + value);
            if (value instanceof Cup cup && cup.size == BROKEN) {
              throw new IOException("It is broken");
            }
          };
    }
  }

  private static Map<String, Endpoint<?>> declared(Dispatch dispatch) {
    Map<String, Endpoint<?>> endpoints = new LinkedHashMap<>();
    endpoints.put("cup", with().call(() -> new Cup(1)).returns(Cup.class));
    endpoints.put("broken", with().call(() -> new Cup(BROKEN)).returns(Cup.class));
    endpoints.put("cups", with().call(() -> List.of(new Cup(1))).returns(TypeOf.listOf(Cup.class)));
    endpoints.put("text", with().call(() -> "café".repeat(10_000)).returns(String.class));
    endpoints.put("bytes", with().call(() -> Bytes.utf8("x")).returns(Bytes.class));
    endpoints.put("some", with().call(() -> Optional.of(new Cup(2))).returns(optional()));
    endpoints.put("none", with().call(Optional::<Cup>empty).returns(optional()));
    endpoints.put("stage", with().call(() -> stage(new Cup(3))).returns(new TypeOf<>() {}));
    endpoints.put(
        "stage-of-none",
        with().call(() -> stage(Optional.<Cup>empty())).returns(new TypeOf<>() {}));
    endpoints.put(
        "failed",
        with()
            .<CompletionStage<Cup>>call(
                () -> CompletableFuture.failedStage(Problem.of(409).toException()))
            .returns(new TypeOf<>() {}));
    if (dispatch == Dispatch.EVENT_LOOP) { // elsewhere it is waited for
      endpoints.put(
          "pending",
          with().<CompletionStage<Cup>>call(CompletableFuture::new).returns(new TypeOf<>() {}));
    }
    endpoints.put("null", with().<Cup>call(ValueAnswersTest::noCup).returns(Cup.class));
    endpoints.put(
        "size",
        with(Extract.query("size", Integer.class)).call(size -> new Cup(size)).returns(Cup.class));
    endpoints.put("created", with().call(() -> Response.created("/1")).returns(Response.class));
    endpoints.put(
        "typed",
        with()
            .call(() ->
                Response.value(new Cup(5), TypeOf.of(Cup.class)).withHeader("Content-Type", "a/b"))
            .returns(Response.class));
    endpoints.put(
        "trailed",
        with()
            .call(() ->
                Response.value(new Cup(6), TypeOf.of(Cup.class))
                    .withStatus(202)
                    .withTrailers(Headers.of("x-sum", "1")))
            .returns(Response.class));
    endpoints.put(
        "undeclared", with().call(() -> Response.value(new Cup(7))).returns(Response.class));
    endpoints.put(
        "saucer", with().call(() -> Response.value(new Saucer("red"))).returns(Response.class));
    endpoints.put("throws", with().<Cup>call(ValueAnswersTest::thrown).returns(Cup.class));
    endpoints.put("run", with().run(() -> {}));
    return endpoints;
  }

  private static Map<String, Endpoint<?>> undeclared() {
    return Map.of(
        "any-cup", with().call(() -> new Cup(8)),
        "any-problem", with().call(() -> Problem.of(410)),
        "any-saucer", with().call(() -> new Saucer("blue")),
        "any-some", with().call(() -> Optional.of(stage("tea"))),
        "any-null", with().call(ValueAnswersTest::noCup));
  }

  private static TypeOf<Optional<Cup>> optional() {
    return TypeOf.optionalOf(Cup.class);
  }

  private static <T> CompletionStage<T> stage(T value) {
    return CompletableFuture.completedStage(value);
  }

  private static Cup noCup() {
    return Optional.<Cup>empty().orElse(null);
  }

  private static Cup thrown() throws IOException {
    throw new IOException("Nothing that a client should know");
  }

  /** Sees each response, and changes none. */
  private final class Seeing implements Middleware {
    @Override
    public HttpHandler http(HttpHandler next) {
      return request -> {
        seen.incrementAndGet();
        return next.handle(request);
      };
    }

    @Override
    public boolean mayBlock() {
      return false;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "EVENT_LOOP, false, 1",
    "EVENT_LOOP, true, 2",
    "VIRTUAL_THREAD, false, 2",
    "VIRTUAL_THREAD, true, 1",
  })
  void aValueWithoutMiddlewareIsAnsweredAsWithOneThatChangesNothing(
      Dispatch dispatch, boolean strict, int codecs) throws IOException {
    Map<String, Endpoint<?>> endpoints = new LinkedHashMap<>(declared(dispatch));
    if (!strict) {
      endpoints.putAll(undeclared());
    }
    Set<Integer> statuses = new TreeSet<>();
    int asked = 0;
    try (Server server = serve(endpoints, dispatch, strict, codecs)) {
      for (String target : targets(endpoints.keySet())) {
        for (String request : requests(target)) {
          String bare = ask(server, 0, request);
          assertThat(seen).hasValue(asked);
          String through = ask(server, 1, request);
          assertThat(seen).hasValue(++asked);
          assertThat(bare).as(request).isEqualTo(through);
          statuses.add(Integer.parseInt(bare.substring(9, 12)));
        }
      }
    }
    assertThat(statuses).contains(200, 201, 202, 204, 400, 404, 406, 409, 500);
    assertThat(memory.failures()).isEmpty();
  }

  private Server serve(
      Map<String, Endpoint<?>> endpoints, Dispatch dispatch, boolean strict, int codecs) {
    var server =
        Server.builder()
            .transport(memory.provider())
            .shutdownOnSignal(false)
            .strictReturns(strict)
            .codec(new Cups("first"))
            .http(
                Listen.port(0),
                http -> {
                  http.dispatch(dispatch);
                  endpoints.forEach((name, endpoint) -> http.get("/" + name, endpoint));
                })
            .http(
                Listen.port(0),
                http -> {
                  http.dispatch(dispatch).middleware(new Seeing());
                  endpoints.forEach((name, endpoint) -> http.get("/" + name, endpoint));
                });
    return (codecs == 1 ? server : server.codec(new Cups("second"))).start();
  }

  private static List<String> targets(Set<String> names) {
    List<String> targets = new ArrayList<>(names);
    targets.add("size?size=9");
    targets.add("size?size=big");
    return targets;
  }

  private static List<String> requests(String target) {
    List<String> requests = new ArrayList<>();
    for (String method : List.of("GET", "HEAD")) {
      for (String version : VERSIONS) {
        for (String accepted : ACCEPTED) {
          requests.add(method + " /" + target + " " + version + "\r\n" + accepted + "\r\n");
        }
      }
    }
    return requests;
  }

  private String ask(Server server, int door, String request) throws IOException {
    try (MemoryClient client = memory.connect(server.doors().get(door).address())) {
      client.write(request);
      return Corpus.comparable(new String(client.readToEnd(), StandardCharsets.ISO_8859_1));
    }
  }
}
