package dev.weir.core.http2;

import static dev.weir.core.http2.Http2Fixture.get;
import static dev.weir.core.http2.Http2Fixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Dispatch;
import dev.weir.MediaType;
import dev.weir.core.fake.FakeSetup;
import dev.weir.core.http2.Http2Fixture.Answer;
import dev.weir.core.http2.Http2Fixture.Client;
import dev.weir.http.Headers;
import dev.weir.http.Response;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files as bodies: small ones are read at once, the others as the client takes them. */
class FileAnswersTest {
  /** The largest that is read at once. */
  private static final int SMALL = 16 << 10;

  private static final Frame NO_WINDOW = Frame.settings(PeerSettings.INITIAL_WINDOW_SIZE, 0);

  @TempDir private Path folder;

  private static String letters(int count) {
    return "abcdefg".repeat(count / 7 + 1).substring(0, count);
  }

  private Path file(int length) throws IOException {
    return Files.writeString(folder.resolve("of-" + length), letters(length));
  }

  private static void truncate(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(1);
    }
  }

  private static Response answer(Path file, long position, long length) {
    return Response.file(MediaType.TEXT, file, position, length);
  }

  private static Http2Fixture serve(Dispatch dispatch, Path file, long position, long length) {
    return new Http2Fixture(
        FakeSetup.standard().with(dispatch),
        routes ->
            routes
                .get("/x", r -> answer(file, position, length))
                .get(
                    "/trailed",
                    r -> answer(file, position, length).withTrailers(Headers.of("x-sum", "1"))));
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void rangesOfAnyLengthArriveWhole(Dispatch dispatch) throws Exception {
    for (int length : List.of(1, SMALL - 1, SMALL, SMALL + 1)) {
      try (var http = serve(dispatch, file(length + 5), 3, length)) {
        Client client = http.connect(get(1, "/x"), get(3, "/trailed"));
        for (int id : new int[] {1, 3}) {
          Answer answer = client.answer(id);
          assertThat(answer.status()).isEqualTo(200);
          assertThat(answer.field("content-length")).isEqualTo(String.valueOf(length));
          assertThat(answer.body()).isEqualTo(letters(length + 5).substring(3, length + 3));
          assertThat(answer.trailers()).hasSize(id == 1 ? 0 : 1);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void aFileThatIsTooShortIsAnErrorOfTheServer(Dispatch dispatch) throws Exception {
    for (int length : List.of(1, SMALL - 1, SMALL, SMALL + 1)) {
      try (var http = serve(dispatch, file(length), 1, length)) {
        Client client = http.connect(get(1, "/x"), request(3, true, "HEAD", "/x"));
        assertThat(client.answer(1).status()).isEqualTo(500);
        assertThat(client.answer(1).body()).doesNotContain(folder.toString());
        assertThat(client.answer(3).status()).isEqualTo(500);
      }
    }
  }

  @Test
  void aSmallFileIsOneHeadAndOneFrameOfData() throws Exception {
    try (var http = serve(Dispatch.VIRTUAL_THREAD, file(SMALL), 0, SMALL)) {
      Client client = http.connect(get(1, "/x"));
      assertThat(client.answer(1).body()).isEqualTo(letters(SMALL));
      assertThat(client.got(1)).hasSize(2);
    }
  }

  @Test
  void ofASmallFileNothingIsReadLater() throws Exception {
    Path file = file(SMALL);
    try (var http = serve(Dispatch.VIRTUAL_THREAD, file, 0, SMALL)) {
      Client client = http.connect(NO_WINDOW, get(1, "/x"));
      client.await(Frames.HEADERS, 1);
      truncate(file);
      client.send(Frame.windowUpdate(1, SMALL));
      assertThat(client.answer(1).body()).isEqualTo(letters(SMALL));
    }
  }

  @Test
  void aStreamIsResetWhoseFileShrinks() throws Exception {
    int length = 4 << 20; // more than may wait for a window
    Path file = file(length);
    try (var http = serve(Dispatch.VIRTUAL_THREAD, file, 0, length)) {
      Client client = http.connect(NO_WINDOW, get(1, "/x"));
      client.await(Frames.HEADERS, 1);
      truncate(file);
      client.send(Frame.windowUpdate(1, length), Frame.windowUpdate(0, length));
      assertThat(client.resetCode(1)).isEqualTo(ErrorCode.INTERNAL_ERROR.code());
    }
  }
}
