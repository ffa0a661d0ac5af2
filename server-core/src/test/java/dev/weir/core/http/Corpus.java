package dev.weir.core.http;

import dev.weir.Bytes;
import dev.weir.Dispatch;
import dev.weir.MediaType;
import dev.weir.http.Headers;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Conversations with an HTTP server, good and bad, and the routes that they talk to. */
final class Corpus {
  /**
   * What a client sends; at its end the server closes.
   *
   * @param name for messages
   * @param sent the bytes, as Latin-1
   */
  record Conversation(String name, String sent) {
    byte[] bytes() {
      return sent.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final String CLOSE = "Connection: close\r\n";

  private Corpus() {}

  static void routes(HttpRoutes routes) {
    routes
        .get("/hello", request -> Response.text("Hello"))
        .get(
            "/items/{id}",
            request ->
                Response.text(request.pathParameter("id") + "?" + request.queryParameter("q")))
        .post("/echo", request -> Response.bytes(MediaType.TEXT, request.body().readAll()))
        .post(
            "/stream",
            request ->
                Response.stream(
                    MediaType.TEXT,
                    sink -> {
                      sink.write(request.body().readAll());
                      sink.write(Bytes.utf8(" and more"));
                    }))
        .post("/ignore", request -> Response.text("ignored"))
        .post(
            "/trailers",
            request -> {
              request.body().readAll();
              return Response.text("t=" + request.body().trailers().first("X-T"))
                  .withTrailers(Headers.of("X-Sum", "1"));
            })
        .get("/empty", request -> Response.noContent())
        .get(
            "/fail",
            request -> {
              throw new IllegalStateException("the test's own");
            });
  }

  static void routes(HttpRoutes routes, Dispatch dispatch) {
    routes(routes.dispatch(dispatch));
  }

  /**
   * Answers without what differs each time: the date, the number of an error in the log, and
   * whether the client was told to go on, which depends on whether its body had come.
   */
  static String comparable(String answers) {
    String told = answers.replace("HTTP/1.1 100 Continue\r\n\r\n", "");
    return masked(masked(told, "Date: ", 29), "\"error\":\"", 16);
  }

  /** Hides what follows each label, or as much of it as has come. */
  private static String masked(String text, String label, int length) {
    StringBuilder masked = new StringBuilder(text);
    for (int at = text.indexOf(label); at >= 0; at = text.indexOf(label, at + 1)) {
      int from = at + label.length();
      int to = Math.min(from + length, text.length());
      masked.replace(from, to, "-".repeat(to - from));
    }
    return masked.toString();
  }

  static List<Conversation> all() {
    List<Conversation> all = new ArrayList<>(good());
    all.addAll(bad());
    return all;
  }

  static List<Conversation> good() {
    return List.of(
        talk("a GET", get("/hello", CLOSE)),
        talk("HTTP/1.0", "GET /hello HTTP/1.0\r\n\r\n"),
        talk(
            "HTTP/1.0 kept alive, then not",
            "GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /hello HTTP/1.0\r\n\r\n"),
        talk("HEAD", "HEAD /hello HTTP/1.1\r\nHost: a\r\n" + CLOSE + "\r\n"),
        talk("OPTIONS", "OPTIONS /hello HTTP/1.1\r\nHost: a\r\n" + CLOSE + "\r\n"),
        talk("parameters", get("/items/a%20b%2Fc?q=%C3%A4+1&q=2", CLOSE)),
        talk("absolute form", get("http://a/hello", CLOSE)),
        talk("pipelined", get("/hello", "") + get("/items/1", "") + get("/empty", CLOSE)),
        talk("empty lines before", "\r\n\r\n" + get("/hello", CLOSE)),
        talk("white space around a value", get("/hello", "X:  \t v \t \r\n" + CLOSE)),
        talk("a body", post("/echo", "", "Content-Length: 5\r\n", "abcde") + last()),
        talk("an empty body", post("/echo", "", "Content-Length: 0\r\n", "") + last()),
        talk(
            "chunks",
            post("/echo", "", chunkedField(), "3\r\nabc\r\n00A;x=\"y\"\r\n0123456789\r\n0\r\n\r\n")
                + last()),
        talk(
            "chunks and trailers",
            post("/trailers", "", chunkedField(), "1\r\na\r\n0\r\nX-T: v\r\n\r\n") + last()),
        talk("a streamed answer", post("/stream", "", "Content-Length: 3\r\n", "abc") + last()),
        talk(
            "a body that isn't read",
            post("/ignore", "", "Content-Length: 9\r\n", "123456789") + last()),
        talk(
            "Expect",
            post("/echo", "Expect: 100-continue\r\n", "Content-Length: 2\r\n", "ab") + last()),
        talk("no such path", get("/nothing", CLOSE)),
        talk("no such method", "DELETE /hello HTTP/1.1\r\nHost: a\r\n" + CLOSE + "\r\n"),
        talk("a failing handler", get("/fail", "") + last()));
  }

  static List<Conversation> bad() {
    return List.of(
        talk("no Host", "GET /hello HTTP/1.1\r\n\r\n"),
        talk("two Hosts", "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        talk("not HTTP", "hello there, how are you?\r\n\r\n"),
        talk("bare LF", "GET /hello HTTP/1.1\nHost: a\n\n"),
        talk("a later version", "GET /hello HTTP/2.0\r\nHost: a\r\n\r\n"),
        talk("no version", "GET /hello\r\n\r\n"),
        talk("a space before the colon", "GET /hello HTTP/1.1\r\nHost : a\r\n\r\n"),
        talk("folding", "GET /hello HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n"),
        talk("NUL in a value", "GET /hello HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n"),
        talk("a bare CR", "GET /hello HTTP/1.1\r\nHost: a\r\nX: 1\r2\r\n\r\n"),
        talk("a malformed length", post("/echo", "", "Content-Length: +5\r\n", "abcde")),
        talk("two lengths", post("/echo", "", "Content-Length: 5\r\nContent-Length: 6\r\n", "a")),
        talk(
            "length and chunks",
            post("/echo", "", "Content-Length: 5\r\n" + chunkedField(), "0\r\n\r\n")),
        talk("an unknown coding", post("/echo", "", "Transfer-Encoding: brotli\r\n", "")),
        talk("a malformed chunk size", post("/echo", "", chunkedField(), "x\r\n\r\n")),
        talk("a chunk that is too long", post("/echo", "", chunkedField(), "1\r\nab\r\n0\r\n\r\n")),
        talk("a path out of the root", get("/../../etc/passwd", CLOSE)),
        talk("NUL in a path", get("/hello%00", CLOSE)),
        talk("overlong UTF-8", get("/items/%C0%AF", CLOSE)),
        talk("a half escape", get("/items/%2", CLOSE)),
        talk("a long target", get("/" + "x".repeat(700), CLOSE)),
        talk("a long header", get("/hello", "X: " + "y".repeat(700) + "\r\n")),
        talk(
            "a body over its limit", post("/echo", "", "Content-Length: 999\r\n", "z".repeat(50))));
  }

  private static Conversation talk(String name, String sent) {
    return new Conversation(name, sent);
  }

  private static String get(String target, String fields) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
  }

  private static String post(String target, String fields, String framing, String body) {
    return "POST " + target + " HTTP/1.1\r\nHost: a\r\n" + fields + framing + "\r\n" + body;
  }

  private static String chunkedField() {
    return "Transfer-Encoding: chunked\r\n";
  }

  private static String last() {
    return get("/hello", CLOSE);
  }
}
