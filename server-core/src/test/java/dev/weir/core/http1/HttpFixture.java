package dev.weir.core.http1;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.core.fake.FakeDoor;
import dev.weir.core.fake.FakeSetup;
import dev.weir.core.fake.FakeStream;
import dev.weir.core.http.HttpProtocol;
import dev.weir.core.routing.RoutesBuilder;
import dev.weir.http.HttpRoutes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/** A door that speaks HTTP, and clients that send and get raw bytes. */
final class HttpFixture implements AutoCloseable {
  private final FakeDoor door;

  HttpFixture(FakeSetup setup, Consumer<HttpRoutes> routes) {
    RoutesBuilder builder = new RoutesBuilder("http");
    routes.accept(builder);
    door = new FakeDoor(new HttpProtocol(builder, Http1::new), setup);
  }

  /** Handlers run on virtual threads. */
  static HttpFixture of(Consumer<HttpRoutes> routes) {
    return new HttpFixture(FakeSetup.standard(), routes);
  }

  static HttpFixture of(Limits limits, Consumer<HttpRoutes> routes) {
    return new HttpFixture(FakeSetup.standard().with(limits), routes);
  }

  /** Handlers run on the loop, so that each answer is there when its request was sent. */
  static HttpFixture onLoop(Consumer<HttpRoutes> routes) {
    return new HttpFixture(FakeSetup.standard().with(Dispatch.EVENT_LOOP), routes);
  }

  static HttpFixture onLoop(Limits limits, Consumer<HttpRoutes> routes) {
    return new HttpFixture(FakeSetup.standard().with(Dispatch.EVENT_LOOP).with(limits), routes);
  }

  FakeDoor door() {
    return door;
  }

  Client connect() {
    return new Client(door.connect(true));
  }

  void advance(Duration time) {
    door.advance(time);
  }

  @Override
  public void close() {
    door.close();
  }

  /** A client of one connection. */
  record Client(FakeStream stream) {
    Client send(String request) {
      stream.send(request.getBytes(StandardCharsets.ISO_8859_1));
      return this;
    }

    /** What has come so far. */
    String got() {
      return new String(stream.taken(), StandardCharsets.ISO_8859_1);
    }

    /** Waits until what has come ends so. */
    String awaitEnd(String end) throws InterruptedException {
      byte[] bytes =
          stream.awaitTaken(seen -> new String(seen, StandardCharsets.ISO_8859_1).endsWith(end));
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Waits until the server has ended its side, and gives all that came. */
    String awaitClose() throws InterruptedException {
      stream.awaitTaken(seen -> stream.sawEnd());
      return got();
    }
  }
}
