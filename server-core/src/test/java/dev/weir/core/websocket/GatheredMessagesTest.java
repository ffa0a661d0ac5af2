package dev.weir.core.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Dispatch;
import dev.weir.core.fake.Await;
import dev.weir.core.fake.FakeSetup;
import dev.weir.core.fake.FakeWork;
import dev.weir.core.websocket.WebSocketFixture.Client;
import dev.weir.http.HttpHandler;
import dev.weir.websocket.WebSocketEnd;
import dev.weir.websocket.WebSocketMessage;
import dev.weir.websocket.WebSockets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are put together, wait and are handled have one bound together. */
class GatheredMessagesTest {
  private static final int ROOM = 512 << 10;
  private static final HttpHandler COUNT =
      r ->
          WebSockets.standard()
              .messages((socket, message) ->
                  socket.send(
                      message instanceof WebSocketMessage.Text(String text)
                          ? "" + text.length()
                          : "not a text"));

  private final FakeWork work = new FakeWork(10, 10, ROOM);

  private final CountDownLatch go = new CountDownLatch(1);

  private WebSocketFixture serve(Dispatch dispatch, HttpHandler handler) {
    return new WebSocketFixture(FakeSetup.standard().with(dispatch).with(work), handler);
  }

  @ParameterizedTest
  @EnumSource(
      value = Dispatch.class,
      names = {"EVENT_LOOP", "VIRTUAL_THREAD"})
  void aMessageForWhichThereIsNoRoomEndsWith1013AndOthersAreServed(Dispatch dispatch)
      throws Exception {
    try (var http = serve(dispatch, COUNT)) {
      Client large = http.open().send(Frame.of(0, 1, "x".repeat(ROOM)));
      large.send(Frame.of(Frame.FIN, 0, "x".repeat(ROOM)));
      assertThat(large.awaitClose().code()).isEqualTo(WebSocketEnd.TRY_AGAIN_LATER);
      Client other = http.open().send(Frame.text("x".repeat(100 << 10)));
      assertThat(other.await(1).getFirst().asText()).isEqualTo("" + (100 << 10));
      Await.until("the room", () -> work.gathered().held() == 0);
    }
  }

  @Test
  void aMessageThatIsBeingHandledLeavesLessRoom() throws Exception {
    HttpHandler slow =
        r ->
            WebSockets.standard()
                .messages((socket, message) -> {
                  go.await();
                  socket.send("done");
                });
    try (var http = serve(Dispatch.VIRTUAL_THREAD, slow)) {
      // Text counts as two bytes a character.
      Client first = http.open().send(Frame.text("x".repeat(200 << 10)));
      Await.until("the first", () -> work.gathered().held() > 400 << 10);
      http.door().awaitQuiet();
      Client second = http.open().send(Frame.text("x".repeat(200 << 10)));
      assertThat(second.awaitClose().code()).isEqualTo(WebSocketEnd.TRY_AGAIN_LATER);
      go.countDown();
      assertThat(first.await(1).getFirst().asText()).isEqualTo("done");
      Await.until("the room", () -> work.gathered().held() == 0);
      Client third = http.open().send(Frame.text("x".repeat(200 << 10)));
      assertThat(third.await(1).getFirst().asText()).isEqualTo("done");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClientThatGoesGivesItsRoomBackOnceItsHandlerIsDone(boolean blocking) throws Exception {
    HttpHandler held =
        blocking
            ? r ->
                WebSockets.standard()
                    .blocking(socket -> {
                      socket.receive();
                      go.await();
                    })
            : r -> WebSockets.standard().messages((socket, message) -> go.await());
    try (var http = serve(Dispatch.VIRTUAL_THREAD, held)) {
      Client client = http.open().send(Frame.text("x".repeat(100 << 10)));
      Await.until("the one that is handled", () -> work.gathered().held() > 200 << 10);
      http.door().awaitQuiet();
      client.send(Frame.text("y".repeat(70 << 10)));
      Await.until("the one that waits", () -> work.gathered().held() > 340 << 10);
      client.stream.resetByPeer();
      go.countDown();
      Await.until("the room", () -> work.gathered().held() == 0);
    }
  }

  @Test
  void aClientThatGoesInTheMiddleGivesItsRoomBack() throws Exception {
    try (var http = serve(Dispatch.VIRTUAL_THREAD, COUNT)) {
      Client client = http.open().send(Frame.of(0, 1, "x".repeat(200 << 10)));
      Await.until("a part", () -> work.gathered().held() > 0);
      client.stream.resetByPeer();
      Await.until("the room", () -> work.gathered().held() == 0);
    }
  }
}
