package dev.weir.core.http2;

import static dev.weir.core.http2.Http2Fixture.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Dispatch;
import dev.weir.core.fake.FakeSetup;
import dev.weir.core.fake.FakeWork;
import dev.weir.core.http2.Http2Fixture.Client;
import dev.weir.http.Response;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The common bound of bodies, over HTTP/2: a stream is refused, and its connection goes on. */
class GatheredBodiesTest {
  private static final int ROOM = 128 << 10;
  private static final int FIRST_WINDOW = 65_535;
  private static final String PIECE = "x".repeat(8 << 10);

  private static boolean isAnswered(List<Frame> frames) {
    return frames.stream().anyMatch(frame -> frame.is(Frames.HEADERS, 1));
  }

  /** Whether the windows of the stream and of the connection have room for one piece more. */
  private static boolean mayGoOn(List<Frame> frames, int sent) {
    for (int id : new int[] {0, 1}) {
      long window = FIRST_WINDOW;
      for (Frame frame : frames) {
        window += frame.is(Frames.WINDOW_UPDATE, id) ? frame.number(0) : 0;
      }
      if (window < sent + PIECE.length()) {
        return false;
      }
    }
    return true;
  }

  @ParameterizedTest
  @EnumSource(
      value = Dispatch.class,
      names = {"EVENT_LOOP", "VIRTUAL_THREAD"})
  void aBodyForWhichThereIsNoRoomGets503AndTheConnectionGoesOn(Dispatch dispatch) throws Exception {
    FakeWork work = new FakeWork(10, 10, ROOM);
    FakeSetup setup = FakeSetup.standard().with(dispatch).with(work);
    try (var http =
        new Http2Fixture(
            setup,
            routes ->
                routes.post(
                    "/", request -> Response.text("" + request.body().readAll().length())))) {
      Client client = http.connect(post(1, "/"));
      for (int sent = 0; !isAnswered(client.got()) && sent <= 2 * ROOM; sent += PIECE.length()) {
        int before = sent;
        client.await(frames -> isAnswered(frames) || mayGoOn(frames, before));
        client.send(Frame.data(1, false, PIECE));
      }
      assertThat(client.answer(1).status()).isEqualTo(503);
      assertThat(client.answer(1).field("retry-after")).isEqualTo("1");
      client.send(post(3, "/"), Frame.data(3, true, "short"));
      assertThat(client.answer(3).body()).isEqualTo("5");
      http.door().awaitQuiet();
      assertThat(work.gathered().held()).isZero();
    }
  }
}
