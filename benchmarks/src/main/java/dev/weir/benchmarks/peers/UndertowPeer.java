package dev.weir.benchmarks.peers;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.nio.ByteBuffer;
import org.xnio.Options;

/** Undertow's core, answering on its I/O threads. */
final class UndertowPeer {
  private static final ByteBuffer TEXT =
      ByteBuffer.allocateDirect(Payload.text().length).put(Payload.text()).flip();

  private UndertowPeer() {}

  public static void main(String[] arguments) {
    Undertow.builder()
        .addHttpListener(Payload.port(arguments), "127.0.0.1")
        .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
        .setSocketOption(Options.BACKLOG, 4_096)
        .setHandler(UndertowPeer::handle)
        .build()
        .start();
  }

  private static void handle(HttpServerExchange exchange) {
    exchange.getResponseHeaders().put(Headers.SERVER, "undertow");
    switch (exchange.getRequestPath()) {
      case "/plaintext" -> send(exchange, Payload.TEXT_TYPE, TEXT.duplicate());
      case "/json" -> send(exchange, Payload.JSON_TYPE, ByteBuffer.wrap(Payload.json()));
      case "/echo" ->
          exchange
              .getRequestReceiver()
              .receiveFullBytes(
                  (same, body) -> send(same, Payload.BINARY_TYPE, ByteBuffer.wrap(body)));
      default -> exchange.setStatusCode(404);
    }
  }

  private static void send(HttpServerExchange exchange, String type, ByteBuffer body) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
    exchange.getResponseSender().send(body);
  }
}
