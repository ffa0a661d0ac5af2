package dev.weir.core.websocket;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.core.fake.FakeDoor;
import dev.weir.core.fake.FakeSetup;
import dev.weir.core.fake.FakeStream;
import dev.weir.core.http.HttpProtocol;
import dev.weir.core.http1.Http1;
import dev.weir.core.routing.RoutesBuilder;
import dev.weir.http.HttpHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** A route that answers with WebSockets, and clients that send raw frames. */
final class WebSocketFixture implements AutoCloseable {
  private final FakeDoor door;

  WebSocketFixture(FakeSetup setup, HttpHandler handler) {
    RoutesBuilder routes = new RoutesBuilder("http");
    routes.get("/ws", handler);
    door = new FakeDoor(new HttpProtocol(routes, Http1::new), setup);
  }

  WebSocketFixture(Dispatch dispatch, Limits limits, HttpHandler handler) {
    this(FakeSetup.standard().with(dispatch).with(limits), handler);
  }

  WebSocketFixture(Dispatch dispatch, HttpHandler handler) {
    this(dispatch, Limits.defaults(), handler);
  }

  FakeDoor door() {
    return door;
  }

  void advance(Duration time) {
    door.loop().advance(time);
  }

  /** Sends a request with these fields beside those of every handshake. */
  Client request(String... fields) {
    Client client = new Client(door.connect(true));
    client.stream.send(
        ("GET /ws HTTP/1.1\r\nHost: example.com\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + String.join("\r\n", fields)
                + (fields.length > 0 ? "\r\n" : "")
                + "\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    return client;
  }

  /** Opens a WebSocket. */
  Client open(String... fields) throws InterruptedException {
    String[] all = Arrays.copyOf(fields, fields.length + 2);
    all[fields.length] = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    all[fields.length + 1] = "Sec-WebSocket-Version: 13";
    Client client = request(all);
    if (!client.awaitHead().startsWith("HTTP/1.1 101 ")) {
      throw new AssertionError(client.awaitHead());
    }
    return client;
  }

  @Override
  public void close() {
    door.close();
  }

  /** The other end of a connection. */
  static final class Client {
    final FakeStream stream;

    Client(FakeStream stream) {
      this.stream = stream;
    }

    Client send(Frame... frames) {
      for (Frame frame : frames) {
        stream.send(frame.masked());
      }
      return this;
    }

    String awaitHead() throws InterruptedException {
      byte[] bytes = stream.awaitTaken(seen -> text(seen).contains("\r\n\r\n"));
      return text(bytes).substring(0, headLength(bytes));
    }

    private static int headLength(byte[] bytes) {
      return text(bytes).indexOf("\r\n\r\n") + 4;
    }

    private static String text(byte[] bytes) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static List<Frame> frames(byte[] bytes) {
      return Frame.all(Arrays.copyOfRange(bytes, headLength(bytes), bytes.length));
    }

    List<Frame> frames() {
      return frames(stream.taken());
    }

    /** Waits until so many frames have come. */
    List<Frame> await(int count) throws InterruptedException {
      return await(frames -> frames.size() >= count);
    }

    List<Frame> await(Predicate<List<Frame>> asWanted) throws InterruptedException {
      return frames(stream.awaitTaken(bytes -> asWanted.test(frames(bytes))));
    }

    /** Waits for the close frame and the end of the server's side. */
    Frame awaitClose() throws InterruptedException {
      byte[] bytes = stream.awaitTaken(seen -> stream.sawEnd());
      return frames(bytes).getLast();
    }
  }
}
