package dev.weir.core.http;

import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.MediaType;
import dev.weir.Server;
import dev.weir.http.BodySink;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Request;
import dev.weir.http.Response;
import java.io.IOException;
import java.io.InputStream;

/** A program of its own, to be run with little memory: prints its port, ends with its input. */
final class StreamingServer {
  static final long BYTES = 1L << 30;

  private StreamingServer() {}

  public static void main(String[] arguments) throws IOException {
    Limits limits = Limits.defaults().with(Limits.MAX_BODY, 2 * BYTES);
    try (Server server =
        Server.builder()
            .transport("nio")
            .limits(limits)
            .http(Listen.port(0), StreamingServer::routes)
            .start()) {
      System.out.println("port " + server.doors().getFirst().port());
      System.in.transferTo(System.out);
    }
  }

  private static void routes(HttpRoutes routes) {
    routes
        .get("/bytes", r -> Response.stream(MediaType.OCTET_STREAM, StreamingServer::write))
        .post("/count", r -> Response.text(String.valueOf(count(r))))
        .post(
            "/echo",
            r ->
                Response.stream(
                    MediaType.OCTET_STREAM,
                    sink -> r.body().asInputStream().transferTo(sink.asOutputStream())));
  }

  private static void write(BodySink sink) throws IOException {
    byte[] block = new byte[64 << 10];
    for (long left = BYTES; left > 0; left -= block.length) {
      sink.write(block, 0, block.length);
    }
  }

  private static long count(Request request) throws IOException {
    byte[] block = new byte[64 << 10];
    long count = 0;
    InputStream in = request.body().asInputStream();
    for (int n = in.read(block); n >= 0; n = in.read(block)) {
      count += n;
    }
    return count;
  }
}
