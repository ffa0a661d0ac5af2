package dev.weir.core.http2;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.core.fake.FakeDoor;
import dev.weir.core.fake.FakeSetup;
import dev.weir.core.fake.FakeStream;
import dev.weir.core.http.HttpProtocol;
import dev.weir.core.http2.hpack.SlowHpack;
import dev.weir.core.routing.RoutesBuilder;
import dev.weir.http.HttpRoutes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A door that speaks both versions of HTTP, and clients that send and get raw frames. */
final class Http2Fixture implements AutoCloseable {
  private final FakeDoor door;

  Http2Fixture(FakeSetup setup, Consumer<HttpRoutes> routes) {
    RoutesBuilder builder = new RoutesBuilder("http");
    routes.accept(builder);
    door = new FakeDoor(new HttpProtocol(builder, HttpVersions::new), setup);
  }

  /** Handlers run on virtual threads. */
  static Http2Fixture of(Limits limits, Consumer<HttpRoutes> routes) {
    return new Http2Fixture(FakeSetup.standard().with(limits), routes);
  }

  static Http2Fixture of(Consumer<HttpRoutes> routes) {
    return of(Limits.defaults(), routes);
  }

  /** Handlers run on the loop, so that each answer is there when its request was sent. */
  static Http2Fixture onLoop(Limits limits, Consumer<HttpRoutes> routes) {
    return new Http2Fixture(FakeSetup.standard().with(Dispatch.EVENT_LOOP).with(limits), routes);
  }

  static Http2Fixture onLoop(Consumer<HttpRoutes> routes) {
    return onLoop(Limits.defaults(), routes);
  }

  FakeDoor door() {
    return door;
  }

  void advance(Duration time) {
    door.advance(time);
  }

  /** A connection on which nothing was sent. */
  Client silent() {
    return new Client(door.connect(true));
  }

  /** A connection that has been greeted both ways. */
  Client connect(Frame... more) {
    Client client = silent();
    client.raw(Frame.PREFACE).send(Frame.settings());
    return client.send(more);
  }

  @Override
  public void close() {
    door.close();
  }

  /** A client of one connection. */
  record Client(FakeStream stream) {
    Client raw(String bytes) {
      stream.send(bytes.getBytes(StandardCharsets.ISO_8859_1));
      return this;
    }

    Client send(Frame... frames) {
      if (frames.length > 0) {
        stream.send(Frame.bytes(frames));
      }
      return this;
    }

    /** What has come so far. */
    List<Frame> got() {
      return Frame.all(stream.taken());
    }

    /** The frames that have come for a stream. */
    List<Frame> got(int id) {
      return got().stream().filter(frame -> frame.stream() == id).toList();
    }

    List<Frame> await(Predicate<List<Frame>> asWanted) throws InterruptedException {
      return Frame.all(stream.awaitTaken(bytes -> asWanted.test(Frame.all(bytes))));
    }

    Frame await(int type, int id) throws InterruptedException {
      Predicate<Frame> wanted = frame -> frame.is(type, id);
      return await(frames -> frames.stream().anyMatch(wanted)).stream()
          .filter(wanted)
          .findFirst()
          .orElseThrow();
    }

    /** Waits until a stream's answer is complete. */
    Answer answer(int id) throws InterruptedException {
      await(frames -> frames.stream().anyMatch(frame -> frame.stream() == id && frame.ends()));
      return Answer.of(got(), id);
    }

    /** Waits for GOAWAY, and gives its code. */
    int awaitEnd() throws InterruptedException {
      int code = await(Frames.GOAWAY, 0).number(4);
      stream.awaitTaken(bytes -> stream.sawEnd());
      return code;
    }

    int resetCode(int id) throws InterruptedException {
      return await(Frames.RST_STREAM, id).number(0);
    }
  }

  /** An answer, its heads decoded with all that came before on the connection. */
  record Answer(List<SlowHpack.Field> head, String body, List<SlowHpack.Field> trailers) {
    static Answer of(List<Frame> frames, int id) {
      SlowHpack hpack = new SlowHpack(4_096);
      List<List<SlowHpack.Field>> sections = new ArrayList<>();
      StringBuilder body = new StringBuilder();
      for (Frame frame : frames) {
        if (frame.type() == Frames.HEADERS) {
          List<SlowHpack.Field> fields = hpack.decode(frame.payload());
          if (frame.stream() == id && !fields.getFirst().value().equals("100")) {
            sections.add(fields);
          }
        } else if (frame.is(Frames.DATA, id)) {
          body.append(frame.text());
        }
      }
      return new Answer(
          sections.getFirst(),
          body.toString(),
          sections.size() > 1 ? sections.getLast() : List.of());
    }

    int status() {
      return Integer.parseInt(head.getFirst().value());
    }

    String field(String name) {
      return head.stream()
          .filter(field -> field.name().equals(name))
          .findFirst()
          .map(SlowHpack.Field::value)
          .orElse("");
    }
  }

  /** A request without a body, or the head of one that has one. */
  static Frame request(int id, boolean ends, String method, String path, String... more) {
    String[] fields = new String[8 + more.length];
    String[] own = {":method", method, ":scheme", "http", ":path", path, ":authority", "a"};
    System.arraycopy(own, 0, fields, 0, 8);
    System.arraycopy(more, 0, fields, 8, more.length);
    return head(id, ends, fields);
  }

  static Frame get(int id, String path, String... more) {
    return request(id, true, "GET", path, more);
  }

  static Frame post(int id, String path, String... more) {
    return request(id, false, "POST", path, more);
  }

  static Frame head(int id, boolean ends, String... fields) {
    int flags = Frames.END_HEADERS | (ends ? Frames.END_STREAM : 0);
    return new Frame(Frames.HEADERS, flags, id, SlowHpack.literals(fields));
  }
}
