package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Dispatch;
import dev.weir.core.fake.Await;
import dev.weir.core.fake.FakeSetup;
import dev.weir.core.fake.FakeWork;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Response;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies that are put together whole have one bound together, whatever each may be. */
class GatheredBodiesTest {
  private static final int ROOM = 512 << 10;
  private static final int SIZE = 200 << 10;

  private final FakeWork work = new FakeWork(10, 10, ROOM);
  private final CountDownLatch go = new CountDownLatch(1);

  private void routes(HttpRoutes routes) {
    routes
        .post("/", request -> Response.text("" + request.body().readAll().length()))
        .post(
            "/slow",
            request -> {
              long length = request.body().readAll().length();
              go.await();
              return Response.text("" + length);
            });
  }

  private HttpFixture serve(Dispatch dispatch) {
    return new HttpFixture(FakeSetup.standard().with(dispatch).with(work), this::routes);
  }

  private static String head(String path, int length) {
    return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n";
  }

  /** Piece by piece, as they would come: one piece needn't be put together. */
  private static void sendBody(HttpFixture.Client client, int length) {
    String piece = "x".repeat(8 << 10);
    for (int sent = 0; sent < length; sent += piece.length()) {
      client.send(piece.substring(0, Math.min(piece.length(), length - sent)));
    }
  }

  private static String post(HttpFixture http, String path, int length) throws Exception {
    HttpFixture.Client client = http.connect().send(head(path, length));
    sendBody(client, length);
    client.stream().finish();
    return client.awaitClose();
  }

  @ParameterizedTest
  @EnumSource(
      value = Dispatch.class,
      names = {"EVENT_LOOP", "VIRTUAL_THREAD"})
  void aBodyForWhichThereIsNoRoomGets503AndOthersAreServed(Dispatch dispatch) throws Exception {
    try (HttpFixture http = serve(dispatch)) {
      assertThat(post(http, "/", 2 * ROOM))
          .startsWith("HTTP/1.1 503 ")
          .containsIgnoringCase("Retry-After: 1")
          .contains("no room");
      http.door().awaitQuiet();
      assertThat(work.gathered().held()).isZero();
      assertThat(post(http, "/", SIZE)).startsWith("HTTP/1.1 200 ").endsWith("" + SIZE);
      assertThat(post(http, "/", 60 << 10)).startsWith("HTTP/1.1 200 ");
      http.door().awaitQuiet();
      assertThat(work.gathered().held()).isZero();
    }
  }

  @Test
  void aBodyThatIsBeingHandledLeavesLessRoom() throws Exception {
    try (HttpFixture http = serve(Dispatch.VIRTUAL_THREAD)) {
      HttpFixture.Client first = http.connect().send(head("/slow", SIZE));
      sendBody(first, SIZE);
      Await.until("the first", () -> work.gathered().held() == 256 << 10);
      http.door().awaitQuiet();
      assertThat(post(http, "/", SIZE))
          .startsWith("HTTP/1.1 503 ")
          .containsIgnoringCase("Retry-After: 1");
      go.countDown();
      assertThat(first.awaitEnd("" + SIZE)).startsWith("HTTP/1.1 200 ");
      http.door().awaitQuiet();
      assertThat(post(http, "/", SIZE)).startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Dispatch.class,
      names = {"EVENT_LOOP", "VIRTUAL_THREAD"})
  void aClientThatGoesGivesItsRoomBack(Dispatch dispatch) throws Exception {
    try (HttpFixture http = serve(dispatch)) {
      HttpFixture.Client client = http.connect().send(head("/", SIZE));
      sendBody(client, SIZE - 1);
      Await.until("a part of it", () -> work.gathered().held() > 0);
      client.stream().resetByPeer();
      Await.until("its room", () -> work.gathered().held() == 0);
    }
  }
}
