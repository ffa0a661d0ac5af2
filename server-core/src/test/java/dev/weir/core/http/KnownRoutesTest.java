package dev.weir.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Dispatch;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.http.HttpHandler;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Response;
import dev.weir.testkit.memory.InMemoryTransport;
import dev.weir.testkit.memory.MemoryClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A request whose head came before goes where the first went, which had its route looked for. */
class KnownRoutesTest {
  private static final int REQUESTS = 500;

  private static final List<String> TARGETS =
      List.of(
          "/a",
          "/a?b=c",
          "/a/fixed",
          "/a/one",
          "/a/t%77o",
          "/a/one/two?three",
          "/b",
          "/nowhere",
          "http://example.com/a/one",
          "http://other.example/a/one",
          "*",
          "/%");

  @AutoClose private final InMemoryTransport memory = InMemoryTransport.threaded();

  private static void routes(HttpRoutes http) {
    HttpHandler said =
        request ->
            Response.text(
                request.route().method()
                    + " "
                    + request.route().pattern()
                    + " "
                    + request.path()
                    + " "
                    + request.query()
                    + " "
                    + request.authority());
    http.get("/a", said)
        .post("/a", said)
        .get("/a/fixed", said)
        .get("/a/{b}", request -> Response.text("b=" + request.pathParameter("b")))
        .any("/a/{b}/{c...}", request -> Response.text("c=" + request.pathParameter("c")))
        .any("/b", said);
  }

  private String ask(Server server, String head) throws IOException {
    try (MemoryClient client = memory.connect(server.doors().getFirst().address())) {
      client.write(head);
      return Corpus.comparable(new String(client.readToEnd(), StandardCharsets.ISO_8859_1));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Dispatch.class,
      names = {"VIRTUAL_THREAD", "EVENT_LOOP"})
  void aHeadThatComesAgainHasTheAnswerOfOneThatIsNew(Dispatch dispatch) throws IOException {
    Random random = new Random(1);
    try (Server server =
        Server.builder()
            .transport(memory.provider())
            .shutdownOnSignal(false)
            .http(Listen.port(0), http -> routes(http.dispatch(dispatch)))
            .start()) {
      for (int i = 0; i < REQUESTS; i++) {
        String line =
            List.of("GET ", "HEAD ", "POST ", "OPTIONS ").get(random.nextInt(4))
                + TARGETS.get(random.nextInt(TARGETS.size()))
                + " HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n";
        String known = ask(server, line + "\r\n");
        String isNew = ask(server, line + "X-Number: " + i + "\r\n\r\n");
        assertThat(known).as(line).isEqualTo(isNew);
      }
    }
    assertThat(memory.failures()).isEmpty();
  }
}
