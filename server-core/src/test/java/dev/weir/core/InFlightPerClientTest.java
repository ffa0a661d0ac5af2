package dev.weir.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.DoorStatus.Handlers.NoPlace;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.TrustedProxies;
import dev.weir.core.fake.Await;
import dev.weir.http.HttpHandler;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Response;
import dev.weir.middleware.Middleware;
import dev.weir.testkit.memory.InMemoryTransport;
import dev.weir.testkit.memory.MemoryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** No client takes all places, and who has taken its own is told so. */
class InFlightPerClientTest {
  private static final String END = "\r\n\r\n";

  @AutoClose private final InMemoryTransport transport = InMemoryTransport.threaded();

  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);

  private final BlockingQueue<String> refused = new LinkedBlockingQueue<>();

  private final Middleware log =
      new Middleware() {
        @Override
        public HttpHandler http(HttpHandler next) {
          return request -> {
            Response response = next.handle(request);
            if (request.route().pattern().equals("(refused)")) {
              refused.add(request.path() + " " + response.status());
            }
            return response;
          };
        }

        @Override
        public boolean mayBlock() {
          return false;
        }
      };

  private void routes(HttpRoutes http) {
    http.get("/", request -> Response.text("quick!"))
        .get(
            "/slow",
            request -> {
              started.countDown();
              go.await();
              return Response.text("slow!");
            });
  }

  private Server start(TrustedProxies proxies) {
    Listen listen = Listen.port(0);
    return Server.builder()
        .transport(transport.provider())
        .shutdownOnSignal(false)
        .limits(Limits.defaults().with(Limits.MAX_IN_FLIGHT_PER_CLIENT, 1))
        .middleware(log)
        .http(proxies.isEmpty() ? listen : listen.withProxies(proxies), this::routes)
        .start();
  }

  private MemoryClient connect(Server server) throws IOException {
    return transport.connect(server.doors().getFirst().address());
  }

  private static String get(String path, String... fields) {
    String more = fields.length == 0 ? "" : "\r\n" + String.join("\r\n", fields);
    return "GET " + path + " HTTP/1.1\r\nHost: a" + more + END;
  }

  private static String answer(MemoryClient client, String request) throws IOException {
    client.write(request);
    return client.readUntil(END);
  }

  private void awaitStarted() throws InterruptedException {
    assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void oneRequestMoreGets429AndTheConnectionGoesOn() throws Exception {
    try (Server server = start(TrustedProxies.none());
        MemoryClient first = connect(server);
        MemoryClient second = connect(server)) {
      first.write(get("/slow"));
      awaitStarted();
      String answer = answer(second, get("/"));
      assertThat(answer).startsWith("HTTP/1.1 429 ");
      assertThat(answer).containsIgnoringCase("Retry-After: 1");
      assertThat(answer).doesNotContainIgnoringCase("Connection: close");
      assertThat(refused.poll(30, TimeUnit.SECONDS)).isEqualTo("/ 429");
      assertThat(server.status().doors().getFirst().handlers().refused())
          .isEqualTo(Map.of(NoPlace.SERVER, 0L, NoPlace.CLIENT, 1L));
      second.readUntil("}");
      go.countDown();
      assertThat(first.readUntil("slow!")).startsWith("HTTP/1.1 200 ");
      Await.until(
          "a place", // which is free some time after the answer has come
          () -> isServed(second));
    }
    assertThat(transport.failures()).isEmpty();
  }

  private static boolean isServed(MemoryClient client) {
    try {
      boolean served = answer(client, get("/")).startsWith("HTTP/1.1 200 ");
      client.readUntil(served ? "quick!" : "}");
      return served;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatIsHandledBehindAnotherRequestIsCountedToo() throws Exception {
    try (Server server = start(TrustedProxies.none());
        MemoryClient first = connect(server);
        MemoryClient second = connect(server)) {
      first.write(get("/") + get("/slow"));
      awaitStarted();
      assertThat(answer(second, get("/"))).startsWith("HTTP/1.1 429 ");
      second.readUntil("}");
      go.countDown();
      first.readUntil("slow!");
      Await.until("a place", () -> isServed(second));
    }
  }

  @Test
  void behindATrustedProxyEachClientIsCountedByItself() throws Exception {
    try (Server server = start(TrustedProxies.at("127.0.0.0/8").withXForwarded());
        MemoryClient first = connect(server);
        MemoryClient second = connect(server)) {
      first.write(get("/slow", "X-Forwarded-For: 192.0.2.1"));
      awaitStarted();
      assertThat(answer(second, get("/", "X-Forwarded-For: 192.0.2.1")))
          .startsWith("HTTP/1.1 429 ");
      second.readUntil("}");
      assertThat(answer(second, get("/", "X-Forwarded-For: 192.0.2.2")))
          .startsWith("HTTP/1.1 200 ");
      go.countDown();
    }
  }

  @Test
  void aTrustedProxyThatNamesNoClientIsNotCounted() throws Exception {
    try (Server server = start(TrustedProxies.at("127.0.0.0/8").withXForwarded());
        MemoryClient first = connect(server);
        MemoryClient second = connect(server)) {
      first.write(get("/slow"));
      awaitStarted();
      assertThat(answer(second, get("/"))).startsWith("HTTP/1.1 200 ");
      go.countDown();
    }
  }
}
