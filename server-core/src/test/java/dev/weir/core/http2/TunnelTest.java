package dev.weir.core.http2;

import static dev.weir.core.http2.Http2Fixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.core.http2.Http2Fixture.Client;
import dev.weir.core.http2.hpack.SlowHpack;
import dev.weir.http.Headers;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.spi.protocol.ProtocolHandler;
import dev.weir.spi.protocol.ProtocolSetup;
import dev.weir.spi.protocol.UpgradeProtocol;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Extended CONNECT (RFC 8441): another protocol on one stream, beside requests on others. */
class TunnelTest {
  private static final String KIB = "0123456789abcdef".repeat(64);

  private final CompletableFuture<CloseCause> ended = new CompletableFuture<>();

  /** Sends back what comes, while there is room for it. */
  private final class Echo implements UpgradeProtocol {
    @Override
    public String token() {
      return "echo";
    }

    @Override
    public Accepted accept(Request request, ProtocolSetup route) {
      return new Accepted(Headers.of("x-echo", "yes"), context -> new Echoing(context.stream()));
    }
  }

  private final class Echoing implements ProtocolHandler {
    private final ByteStream stream;

    Echoing(ByteStream stream) {
      this.stream = stream;
    }

    @Override
    public int input(LentBytes input) {
      stream.output().write(input);
      if (!stream.isWritable()) {
        stream.pauseReading();
      }
      return 0;
    }

    @Override
    public void writable() {
      stream.resumeReading();
    }

    @Override
    public void inputEnded(LentBytes rest) {
      stream.close();
    }

    @Override
    public void drain() {
      stream.output().writeLatin1("bye");
      stream.close();
    }

    @Override
    public void closed(CloseCause cause) {
      ended.complete(cause);
    }
  }

  /** Sends 300 KiB at once when it is told to, and ends. */
  private static final UpgradeProtocol POUR =
      new UpgradeProtocol() {
        @Override
        public String token() {
          return "pour";
        }

        @Override
        public Accepted accept(Request request, ProtocolSetup route) {
          return new Accepted(Headers.empty(), context -> new Pouring(context.stream()));
        }
      };

  private record Pouring(ByteStream stream) implements ProtocolHandler {
    @Override
    public int input(LentBytes input) {
      input.skip(input.remaining());
      stream.output().writeLatin1(KIB.repeat(300));
      stream.close();
      return 0;
    }

    @Override
    public void inputEnded(LentBytes rest) {}

    @Override
    public void drain() {}

    @Override
    public void closed(CloseCause cause) {}
  }

  private void routes(HttpRoutes routes) {
    routes
        .get("/echo", request -> Response.upgrade(request.asksFor("pour") ? POUR : new Echo()))
        .get("/", request -> Response.text("plain"));
  }

  private static Frame connect(int id, String path, String protocol) {
    return Http2Fixture.head(
        id,
        false,
        ":method",
        "CONNECT",
        ":protocol",
        protocol,
        ":scheme",
        "http",
        ":path",
        path,
        ":authority",
        "a");
  }

  private static String data(Client client, int id) {
    StringBuilder text = new StringBuilder();
    client.got(id).stream()
        .filter(f -> f.type() == Frames.DATA)
        .forEach(f -> text.append(f.text()));
    return text.toString();
  }

  @Test
  void aStreamGoesOnInAnotherProtocolBesideOthers() throws Exception {
    try (var http = Http2Fixture.of(this::routes)) {
      Client client = http.connect(connect(1, "/echo", "echo"), Frame.data(1, false, "early "));
      Frame head = client.await(Frames.HEADERS, 1);
      assertThat(new SlowHpack(4_096).decode(head.payload()))
          .contains(new SlowHpack.Field(":status", "200"), new SlowHpack.Field("x-echo", "yes"))
          .noneMatch(field -> field.name().equals("upgrade"));
      assertThat(head.ends()).isFalse();
      client.send(Frame.data(1, false, "hello"), get(3, "/"));
      client.await(frames -> data(client, 1).equals("early hello"));
      assertThat(client.answer(3).body()).isEqualTo("plain");
      client.send(Frame.data(1, true, " end"));
      client.await(frames -> frames.stream().anyMatch(f -> f.stream() == 1 && f.ends()));
      assertThat(data(client, 1)).isEqualTo("early hello end");
      assertThat(ended.get(30, TimeUnit.SECONDS).kind()).isEqualTo(CloseCause.Kind.FINISHED);
      assertThat(client.got(1)).noneMatch(f -> f.type() == Frames.RST_STREAM);
    }
  }

  @Test
  void windowsHoldBothWaysAndNoOtherStreamWaits() throws Exception {
    try (var http = Http2Fixture.of(this::routes)) {
      Client client =
          http.connect(
              Frame.settings(PeerSettings.INITIAL_WINDOW_SIZE, 100), connect(1, "/echo", "echo"));
      client.await(Frames.HEADERS, 1);
      for (int i = 0; i < 63; i++) {
        client.send(Frame.data(1, false, KIB));
      }
      assertThat(data(client, 1)).hasSize(100);
      client.send(get(3, "/"));
      assertThat(client.answer(3).body()).isEqualTo("plain");
      client.send(Frame.windowUpdate(1, 1 << 20));
      client.send(Frame.windowUpdate(0, 1 << 20));
      client.await(frames -> data(client, 1).length() == 63 << 10);
      assertThat(data(client, 1)).isEqualTo(KIB.repeat(63));
      client.await(Frames.WINDOW_UPDATE, 1);
      client.send(Frame.data(1, false, "more"));
      client.await(frames -> data(client, 1).endsWith("more"));
    }
  }

  @Test
  void muchAtOnceLeavesWhereTheClientsWindowsAreWide() throws Exception {
    try (var http = Http2Fixture.of(this::routes)) {
      Client client =
          http.connect(
              Frame.settings(PeerSettings.INITIAL_WINDOW_SIZE, 1 << 20),
              Frame.windowUpdate(0, 1 << 20),
              connect(1, "/echo", "pour"));
      client.await(Frames.HEADERS, 1);
      client.send(Frame.data(1, false, "go"));
      client.await(frames -> frames.stream().anyMatch(f -> f.stream() == 1 && f.ends()));
      assertThat(data(client, 1)).isEqualTo(KIB.repeat(300));
    }
  }

  /** A client that sees a reset right behind the last bytes may never read those. */
  @Test
  void itsEndIsNoResetWhileTheClientMayStillEndItsSide() throws Exception {
    try (var http = Http2Fixture.of(this::routes)) {
      Client client = http.connect(connect(1, "/echo", "pour"));
      client.await(Frames.HEADERS, 1);
      client.send(Frame.windowUpdate(1, 1 << 20), Frame.windowUpdate(0, 1 << 20));
      client.send(Frame.data(1, false, "go"));
      client.await(frames -> frames.stream().anyMatch(f -> f.stream() == 1 && f.ends()));
      client.send(Frame.data(1, false, "late"), Frame.data(1, true, ""), get(3, "/"));
      assertThat(client.answer(3).body()).isEqualTo("plain");
      assertThat(client.got(1)).noneMatch(f -> f.type() == Frames.RST_STREAM);
    }
  }

  @Test
  void aClientThatNeverEndsItsSideIsReset() throws Exception {
    try (var http = Http2Fixture.of(this::routes)) {
      Client client = http.connect(connect(1, "/echo", "pour"));
      client.await(Frames.HEADERS, 1);
      client.send(Frame.windowUpdate(1, 1 << 20), Frame.windowUpdate(0, 1 << 20));
      client.send(Frame.data(1, false, "go"));
      client.await(frames -> frames.stream().anyMatch(f -> f.stream() == 1 && f.ends()));
      http.advance(Limits.defaults().get(Limits.LINGER_TIMEOUT).plusSeconds(1));
      assertThat(client.resetCode(1)).isEqualTo(ErrorCode.NO_ERROR.code());
    }
  }

  @Test
  void aResetOrTheEndOfTheConnectionIsTold() throws Exception {
    try (var http = Http2Fixture.of(this::routes)) {
      Client client = http.connect(connect(1, "/echo", "echo"));
      client.await(Frames.HEADERS, 1);
      client.send(Frame.reset(1, ErrorCode.CANCEL));
      assertThat(ended.get(30, TimeUnit.SECONDS).kind()).isEqualTo(CloseCause.Kind.PEER_RESET);
    }
  }

  @Test
  void shutdownIsToldToIt() throws Exception {
    try (var http = Http2Fixture.of(this::routes)) {
      Client client = http.connect(connect(1, "/echo", "echo"));
      client.await(Frames.HEADERS, 1);
      http.door().drain();
      client.await(frames -> frames.stream().anyMatch(f -> f.stream() == 1 && f.ends()));
      assertThat(data(client, 1)).isEqualTo("bye");
    }
  }

  @Test
  void aRouteThatDoesntGoOnAnswersAsItWould() throws Exception {
    try (var http = Http2Fixture.of(this::routes)) {
      Client client = http.connect(connect(1, "/", "echo"), connect(3, "/echo", "other"));
      assertThat(client.answer(1).body()).isEqualTo("plain");
      assertThat(client.resetCode(1)).isEqualTo(ErrorCode.NO_ERROR.code());
      assertThat(client.answer(3).status()).isEqualTo(426);
    }
  }
}
