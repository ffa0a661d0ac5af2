package dev.weir.benchmarks.peers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** The JDK's own server, with a virtual thread per request. */
final class JdkPeer {
  private static final int BACKLOG = 4_096;

  private JdkPeer() {}

  public static void main(String[] arguments) throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Payload.port(arguments));
    HttpServer server = HttpServer.create(address, BACKLOG);
    server.createContext(
        "/plaintext", exchange -> send(exchange, Payload.TEXT_TYPE, Payload.text()));
    server.createContext("/json", exchange -> send(exchange, Payload.JSON_TYPE, Payload.json()));
    server.createContext(
        "/echo",
        exchange -> send(exchange, Payload.BINARY_TYPE, exchange.getRequestBody().readAllBytes()));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Server", "jdk");
    exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
    try (OutputStream output = exchange.getResponseBody()) {
      output.write(body);
    }
  }
}
