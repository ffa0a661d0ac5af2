package dev.weir.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Response;
import dev.weir.testkit.http.RawResponse;
import dev.weir.testkit.memory.InMemoryTransport;
import dev.weir.testkit.memory.MemoryClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Doors with limits of their own are served by one loop, and each holds to its own. */
class DoorsOfOneLoopTest {
  private static final String QUERY = "{" + "b".repeat(80) + "}";
  private static final String HEAD =
      "GET /a?"
          + QUERY
          + " HTTP/1.1\r\nHost: example.com\r\nX-One: 1\r\nX-Two: 2\r\n"
          + "Connection: close\r\n\r\n";

  @AutoClose private final InMemoryTransport memory = InMemoryTransport.threaded();

  private static Consumer<HttpRoutes> routes(String door, Limits limits) {
    return http ->
        http.limits(limits)
            .dispatch(Dispatch.EVENT_LOOP)
            .get("/a", request -> Response.text(door + " " + request.query()));
  }

  private RawResponse ask(Server server, int door) throws IOException {
    try (MemoryClient client = memory.connect(server.doors().get(door).address())) {
      client.write(HEAD);
      byte[] answer = client.readUntil("}").getBytes(StandardCharsets.ISO_8859_1);
      return RawResponse.read(new ByteArrayInputStream(answer), false);
    }
  }

  @Test
  void aHeadThatOneDoorKnowsIsWeighedByTheLimitsOfTheOther() throws IOException {
    Limits wide = Limits.defaults().with(Limits.ALLOW_UNENCODED_TARGETS, true);
    try (Server server =
        Server.builder()
            .transport(memory.provider())
            .shutdownOnSignal(false)
            .http(Listen.port(0), routes("wide", wide))
            .http(Listen.port(0), routes("strict", Limits.defaults()))
            .http(Listen.port(0), routes("few", wide.with(Limits.MAX_HEADERS, 3)))
            .http(Listen.port(0), routes("short", wide.with(Limits.MAX_REQUEST_LINE, 64L)))
            .http(Listen.port(0), routes("other", wide))
            .start()) {
      for (int i = 0; i < 3; i++) {
        assertThat(ask(server, 0).text()).isEqualTo("wide " + QUERY);
        assertThat(ask(server, 1).status()).isEqualTo(400);
        assertThat(ask(server, 2).status()).isEqualTo(431);
        assertThat(ask(server, 3).status()).isEqualTo(414);
        assertThat(ask(server, 4).text()).isEqualTo("other " + QUERY);
      }
    }
  }
}
