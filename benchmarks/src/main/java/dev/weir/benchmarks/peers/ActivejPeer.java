package dev.weir.benchmarks.peers;

import io.activej.bytebuf.ByteBuf;
import io.activej.eventloop.Eventloop;
import io.activej.http.AsyncHttpServer;
import io.activej.http.AsyncServlet;
import io.activej.http.ContentType;
import io.activej.http.ContentTypes;
import io.activej.http.HttpHeaderValue;
import io.activej.http.HttpHeaders;
import io.activej.http.HttpResponse;
import io.activej.http.MediaTypes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** ActiveJ on one event loop, which is its default. */
final class ActivejPeer {
  private static final HttpHeaderValue SERVER = HttpHeaderValue.of("activej");

  private ActivejPeer() {}

  public static void main(String[] arguments) throws IOException {
    Eventloop loop = Eventloop.create().withCurrentThread();
    AsyncServlet servlet =
        request ->
            switch (request.getPath()) {
              case "/plaintext" -> ok(ContentTypes.PLAIN_TEXT_UTF_8, Payload.text());
              case "/json" -> ok(ContentTypes.JSON_UTF_8, Payload.json());
              case "/echo" ->
                  request
                      .loadBody()
                      .map(body -> ok(ContentType.of(MediaTypes.BINARY), body.getArray()));
              default -> HttpResponse.notFound404();
            };
    AsyncHttpServer.create(loop, servlet)
        .withListenAddress(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), Payload.port(arguments)))
        .withKeepAliveTimeout(Duration.ofMinutes(10))
        .listen();
    loop.run();
  }

  private static HttpResponse ok(ContentType type, byte[] body) {
    return HttpResponse.ok200()
        .withHeader(HttpHeaders.SERVER, SERVER)
        .withHeader(HttpHeaders.DATE, HttpHeaderValue.ofTimestamp(System.currentTimeMillis()))
        .withHeader(HttpHeaders.CONTENT_TYPE, HttpHeaderValue.ofContentType(type))
        .withBody(ByteBuf.wrapForReading(body));
  }
}
