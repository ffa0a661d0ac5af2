package dev.weir.examples.conformance;

import dev.weir.Bytes;
import dev.weir.Limits;
import dev.weir.MediaType;
import dev.weir.Server;
import dev.weir.ServerBuilder;
import dev.weir.examples.cli.CommandOption;
import dev.weir.examples.cli.ExampleCommand;
import dev.weir.examples.cli.ProxyOptions;
import dev.weir.examples.cli.TlsOptions;
import dev.weir.http.BodySink;
import dev.weir.http.EventStream;
import dev.weir.http.HeaderNames;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.ResponseBody;
import dev.weir.http.ServerEvent;
import dev.weir.http.content.EntityTag;
import dev.weir.http.content.Representation;
import dev.weir.middleware.compression.Compression;
import dev.weir.websocket.WebSocket;
import dev.weir.websocket.WebSockets;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The server that conformance suites are pointed at. */
public final class Conformance extends ExampleCommand {
  private static final int BIG = 16 << 20;
  private static final int MAX_MESSAGE = 16 << 20;
  private static final Duration EVENT_PAUSE = Duration.ofSeconds(1);
  private static final int COPY_BYTES = 16 << 10;

  /** The content of {@code /big.bin}: byte number i is i modulo 251. */
  private static final Bytes BIG_CONTENT = bigContent();

  /** Its content never changes, so that several processes agree on its state. */
  private static final Representation BIG_FILE =
      Representation.bytes(MediaType.OCTET_STREAM, BIG_CONTENT)
          .withTag(EntityTag.of(BIG_CONTENT))
          .withLastModified(Instant.parse("2025-01-01T00:00:00Z"));

  private static final Compression COMPRESSION =
      Compression.gzip().withTypes(MediaType.OCTET_STREAM.toString());

  private final CommandOption<@Nullable Integer> tlsPort =
      options().port("tls-port", "Serves the same with TLS on this port too; 0 for a free one");

  private final TlsOptions tlsOptions = new TlsOptions(options());
  private final ProxyOptions proxies = new ProxyOptions(options());

  private Conformance() {
    super("conformance", "The application that public HTTP conformance suites want to talk to.");
  }

  /** Runs it. */
  public static void main(String[] arguments) throws InterruptedException {
    main(new Conformance(), arguments);
  }

  @Override
  protected ServerBuilder server() {
    ServerBuilder server =
        Server.builder()
            .limits(
                Limits.defaults()
                    .with(Limits.MAX_BODY, 1L << 40)
                    .with(Limits.MAX_MESSAGE, (long) MAX_MESSAGE))
            .http(proxies.behind(listen(8080)), this::routes);
    Integer securePort = tlsPort.get();
    return securePort == null
        ? server
        : server.http(proxies.behind(listenAt(securePort).withTls(tlsOptions.tls())), this::routes);
  }

  private void routes(HttpRoutes http) {
    http.get("/", request -> Response.text("OK"))
        .post("/", Conformance::echoBody)
        .any("/echo", request -> Response.text(headerLines(request)))
        .any("/cookie", request -> Response.text(cookieLines(request)))
        .get("/origin", request -> Response.text(origin(request)))
        .post("/sink", Conformance::sink)
        .group("/big.bin", big -> big.middleware(COMPRESSION).get("", BIG_FILE::answer))
        .get("/trailers", request -> trailers())
        .get("/events", Conformance::events)
        // The suites' pages and tools come from anywhere.
        .get("/ws", request -> WebSockets.standard().anyOrigin().messages(WebSocket::send))
        .get("/ws/origin", Conformance::tellOrigin);
  }

  /** Streams the body back while it comes in. */
  private static Response echoBody(Request request) {
    String type = request.header(HeaderNames.CONTENT_TYPE);
    Response response =
        Response.ok()
            .withBody(
                new ResponseBody.Streamed(
                    request.body().declaredLength(),
                    sink -> copy(request.body().asInputStream(), sink)));
    return type == null ? response : response.withHeader(HeaderNames.CONTENT_TYPE, type);
  }

  private static void copy(InputStream body, BodySink sink) throws IOException {
    byte[] buffer = new byte[COPY_BYTES];
    for (int count; (count = body.read(buffer)) >= 0; ) {
      sink.write(buffer, 0, count);
      if (body.available() == 0) {
        sink.flush(); // the client may wait for what it has sent before it sends more
      }
    }
  }

  private static String headerLines(Request request) {
    StringBuilder lines = new StringBuilder();
    request
        .headers()
        .forEach((name, value) ->
            lines.append(name.toLowerCase(Locale.ROOT)).append(": ").append(value).append('\n'));
    return lines.toString();
  }

  /** The cookies of all Cookie fields (RFC 6265, section 4.2.1), one a line. */
  private static String cookieLines(Request request) {
    StringBuilder lines = new StringBuilder();
    for (String field : request.headers().all(HeaderNames.COOKIE)) {
      for (String pair : field.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          lines
              .append(pair.substring(0, equals).strip())
              .append('=')
              .append(pair.substring(equals + 1).strip())
              .append('\n');
        }
      }
    }
    return lines.toString();
  }

  /** Where the request came from, as far as it is known. */
  private static String origin(Request request) {
    return "client %s\npeer %s\nscheme %s\nauthority %s\nversion %s\nconnection %d\n"
        .formatted(
            request.remoteAddress(),
            request.connection().peerAddress(),
            request.scheme(),
            request.authority(),
            request.version(),
            request.connection().id());
  }

  /**
   * As {@code /origin}, through a WebSocket: whether it shares its connection shows there alone.
   */
  private static Response tellOrigin(Request request) {
    return WebSockets.standard()
        .anyOrigin()
        .blocking(socket -> {
          socket.send(origin(request));
          socket.receive(); // the client closes
        });
  }

  private static Response sink(Request request) throws IOException {
    request.body().asInputStream().transferTo(OutputStream.nullOutputStream());
    return Response.ok();
  }

  /** One event a second, counted on from where the client was. */
  private static Response events(Request request) {
    String last = request.header(HeaderNames.LAST_EVENT_ID);
    int next = last != null && last.matches("\\d{1,9}") ? Integer.parseInt(last) + 1 : 1;
    return EventStream.of(events -> {
      for (int id = next; ; id++) {
        events.send(ServerEvent.of("tick " + id).withId(String.valueOf(id)));
        Thread.sleep(EVENT_PAUSE);
      }
    });
  }

  private static Response trailers() {
    return Response.stream(
            MediaType.TEXT,
            sink -> {
              sink.write(Bytes.utf8("A body with a trailer\n"));
              sink.trailer("x-checksum", "0c");
            })
        .withHeader(HeaderNames.TRAILER, "x-checksum");
  }

  private static Bytes bigContent() {
    byte[] content = new byte[BIG];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i % 251);
    }
    return Bytes.copyOf(content);
  }
}
