package dev.weir.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.ShutdownReport;
import dev.weir.core.http.Corpus.Conversation;
import dev.weir.testkit.http.RawResponse;
import dev.weir.testkit.memory.InMemoryTransport;
import dev.weir.testkit.memory.Link;
import dev.weir.testkit.memory.Link.Direction;
import dev.weir.testkit.memory.MemoryClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every conversation, split at every byte, has the same answers as unsplit. */
class HttpOverMemoryTest {
  private static final Limits LIMITS =
      Limits.defaults()
          .with(Limits.MAX_REQUEST_LINE, 512L)
          .with(Limits.MAX_HEADER_BYTES, 512L)
          .with(Limits.MAX_BODY, 500L);

  private final InMemoryTransport memory = InMemoryTransport.threaded();

  @AfterEach
  void closesTheTransport() {
    memory.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Dispatch.class,
      names = {"VIRTUAL_THREAD", "EVENT_LOOP"})
  void everyConversationHasTheSameAnswersWhereverItIsSplit(Dispatch dispatch) throws IOException {
    try (Server server = serve(dispatch)) {
      for (Conversation conversation : Corpus.all()) {
        String whole = talk(server, conversation, Link.perfect());
        parse(conversation, whole);
        for (int split = 1; split < conversation.sent().length(); split++) {
          assertThat(talk(server, conversation, Link.splitAt(Direction.TO_SERVER, split)))
              .as("%s, split at byte %d", conversation, split)
              .isEqualTo(whole);
        }
        assertThat(talk(server, conversation, Link.byteByByte()))
            .as("%s, byte by byte", conversation)
            .isEqualTo(whole);
      }
      ShutdownReport report = server.shutdown();
      assertThat(report.cut()).isZero();
    }
    assertThat(memory.openConnections()).isZero();
    assertThat(memory.failures()).isEmpty();
  }

  private Server serve(Dispatch dispatch) {
    return Server.builder()
        .transport(memory.provider())
        .limits(LIMITS)
        .shutdownOnSignal(false)
        .http(Listen.port(0), http -> Corpus.routes(http, dispatch))
        .start();
  }

  private String talk(Server server, Conversation conversation, Link link) throws IOException {
    try (MemoryClient client = memory.connect(server.doors().getFirst().address(), link)) {
      client.write(conversation.bytes());
      return Corpus.comparable(new String(client.readToEnd(), StandardCharsets.ISO_8859_1));
    }
  }

  /** The answers, each well-formed, nothing after them. */
  private static List<RawResponse> parse(Conversation conversation, String received)
      throws IOException {
    var input = new ByteArrayInputStream(received.getBytes(StandardCharsets.ISO_8859_1));
    List<RawResponse> answers = new ArrayList<>();
    while (input.available() > 0) {
      answers.add(RawResponse.read(input, conversation.sent().startsWith("HEAD")));
    }
    assertThat(answers).as("answers to %s", conversation).isNotEmpty();
    return answers;
  }
}
