package dev.weir.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.weir.Listen;
import dev.weir.MediaType;
import dev.weir.Server;
import dev.weir.core.fake.CapturedLog;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.testkit.memory.InMemoryTransport;
import dev.weir.testkit.memory.Link;
import dev.weir.testkit.memory.MemoryClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the log says of an answer that is cut: a client mustn't be able to fill it. */
class CutAnswersTest {
  private static final String PATH = "/cut-answers";
  private static final String POST =
      "POST " + PATH + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n";

  private final InMemoryTransport memory = InMemoryTransport.threaded();

  @AfterEach
  void closesTheTransport() {
    memory.close();
  }

  private static Response echo(Request request) {
    return Response.stream(
        MediaType.OCTET_STREAM,
        sink -> {
          byte[] buffer = new byte[100];
          for (int count; (count = request.body().asInputStream().read(buffer)) >= 0; ) {
            sink.write(buffer, 0, count);
            sink.flush();
          }
          throw new IllegalStateException("the writer's own failure");
        });
  }

  private Level logged(String rest, boolean ends) throws Exception {
    try (CapturedLog log =
            new CapturedLog(
                Answer.class,
                Level.DEBUG,
                event ->
                    event.getFormattedMessage().contains(PATH + ":")
                        || event.getFormattedMessage().contains(PATH + " "));
        Server server =
            Server.builder()
                .transport(memory.provider())
                .shutdownOnSignal(false)
                .http(Listen.port(0), http -> http.post(PATH, CutAnswersTest::echo))
                .start();
        MemoryClient client = memory.connect(server.doors().getFirst().address(), Link.perfect())) {
      client.write(POST);
      client.readUntil("hello"); // the head is out: there is nothing left but to cut
      client.write(rest);
      if (ends) {
        client.finish();
      }
      return log.next().getLevel();
    }
  }

  @Test
  void aBodyThatIsMalformedIsNoErrorOfTheServers() throws Exception {
    assertThat(logged("no size\r\n", false)).isEqualTo(Level.DEBUG);
  }

  @Test
  void aBodyThatEndsEarlyIsNoErrorOfTheServers() throws Exception {
    assertThat(logged("5\r\nhel", true)).isEqualTo(Level.DEBUG);
  }

  @Test
  void aWriterThatFailsIsAnError() throws Exception {
    assertThat(logged("0\r\n\r\n", false)).isEqualTo(Level.ERROR);
  }
}
