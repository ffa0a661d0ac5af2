package dev.weir.benchmarks.peers;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;

/** Helidon SE: a virtual thread per connection. */
final class HelidonPeer {
  private static final Header SERVER = HeaderValues.createCached(HeaderNames.SERVER, "helidon");
  private static final Header TEXT = contentType(Payload.TEXT_TYPE);
  private static final Header JSON = contentType(Payload.JSON_TYPE);
  private static final Header BINARY = contentType(Payload.BINARY_TYPE);

  private HelidonPeer() {}

  public static void main(String[] arguments) {
    // Its filter of serialized objects would refuse the call that asks what has been allocated.
    System.setProperty("helidon.serialFilter.pattern", "*");
    WebServer.builder()
        .host("127.0.0.1")
        .port(Payload.port(arguments))
        .backlog(4_096)
        .connectionOptions(options -> options.tcpNoDelay(true))
        .routing(
            HttpRouting.builder()
                .get("/plaintext", (request, response) -> send(response, TEXT, Payload.text()))
                .get("/json", (request, response) -> send(response, JSON, Payload.json()))
                .post(
                    "/echo",
                    (request, response) ->
                        send(response, BINARY, request.content().inputStream().readAllBytes())))
        .build()
        .start();
  }

  private static Header contentType(String value) {
    return HeaderValues.createCached(HeaderNames.CONTENT_TYPE, value);
  }

  private static void send(ServerResponse response, Header type, byte[] body) {
    response.header(SERVER);
    response.header(type);
    response.send(body);
  }
}
