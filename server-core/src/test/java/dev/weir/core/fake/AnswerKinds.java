package dev.weir.core.fake;

import dev.weir.Bytes;
import dev.weir.MediaType;
import dev.weir.http.EventStream;
import dev.weir.http.Headers;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.ResponseBody;
import dev.weir.http.content.Representation;
import java.nio.file.Path;
import java.util.List;

/** Answers of every kind of body and with any status: {@code /{kind}/{status}}. */
public final class AnswerKinds {
  /** All that say "Hello", but for the empty one. */
  public static final List<String> PLAIN =
      List.of("empty", "fixed", "known", "unknown", "value", "trailed");

  /** What is sent in some way of its own. */
  public static final List<String> SPECIAL = List.of("file", "representation", "coded", "events");

  private final Path file;
  private final GzipCoding gzip = new GzipCoding();

  /**
   * Kinds of answers.
   *
   * @param file holds at least five bytes
   */
  public AnswerKinds(Path file) {
    this.file = file;
  }

  /** Adds their route. */
  public void routes(HttpRoutes routes) {
    routes.any("/{kind}/{status}", this::answer);
  }

  private Response answer(Request r) {
    Response made =
        switch (r.pathParameter("kind")) {
          case "empty" -> Response.ok();
          case "fixed" -> Response.text("Hello");
          case "known" -> streamed(5);
          case "unknown" -> streamed(-1);
          case "file" -> Response.file(MediaType.TEXT, file, 0, 5);
          case "value" -> Response.value("Hello");
          case "representation" ->
              Representation.bytes(MediaType.TEXT, Bytes.utf8("Hello")).answer(r);
          case "coded" ->
              Response.ok()
                  .withHeader("Content-Type", "text/plain")
                  .withBody(new ResponseBody.Coded(streamed(-1).body(), gzip));
          case "events" -> EventStream.of(events -> events.send("Hello"));
          default -> Response.text("Hello").withTrailers(Headers.of("x-sum", "1"));
        };
    return made.withStatus(Integer.parseInt(r.pathParameter("status")));
  }

  private static Response streamed(long length) {
    return Response.ok()
        .withBody(new ResponseBody.Streamed(length, sink -> sink.write(Bytes.utf8("Hello"))));
  }
}
