package dev.weir.core.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Dispatch;
import dev.weir.core.websocket.WebSocketFixture.Client;
import dev.weir.http.HttpHandler;
import dev.weir.websocket.WebSockets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What the client is told when its close, or its mistake, meets a handler that returns. */
class AnsweredCloseTest {
  private final CountDownLatch handling = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  /** Returns after one message, which by itself closes with 1000, once it is told to. */
  private final HttpHandler returning =
      request ->
          WebSockets.standard()
              .blocking(socket -> {
                socket.receive();
                handling.countDown();
                goOn.await();
              });

  private Frame answerTo(Frame last) throws InterruptedException {
    try (var http = new WebSocketFixture(Dispatch.VIRTUAL_THREAD, returning)) {
      Client client = http.open().send(Frame.text("begin"));
      handling.await();
      client.send(last);
      goOn.countDown();
      return client.awaitClose();
    }
  }

  @Test
  void theCodeOfTheClientsCloseFrameComesBack() throws Exception {
    Frame answer = answerTo(Frame.close(4321, "enough"));
    assertThat(answer.code()).isEqualTo(4321);
  }

  @Test
  void theCodeOfWhatWasWrongIsTold() throws Exception {
    Frame answer = answerTo(Frame.of(Frame.FIN, 3, "no such opcode"));
    assertThat(answer.code()).isEqualTo(1002);
  }
}
