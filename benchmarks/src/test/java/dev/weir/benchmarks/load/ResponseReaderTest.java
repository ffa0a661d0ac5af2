package dev.weir.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResponseReaderTest {
  private static final String LENGTH = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\n"
          + "transfer-encoding: chunked\r\n\r\n"
          + "5\r\n"
          + "hello\r\n"
          + "3;x=y\r\n"
          + "abc\r\n"
          + "0\r\n"
          + "T: v\r\n\r\n";
  private static final String EMPTY = "HTTP/1.1 204 No Content\r\nDate: today\r\n\r\n";

  @Test
  void answersAreCountedWhereverTheyAreSplit() throws IOException {
    byte[] all = (LENGTH + CHUNKED + EMPTY + LENGTH).getBytes(StandardCharsets.US_ASCII);
    for (int split = 0; split <= all.length; split++) {
      ResponseReader reader = new ResponseReader();
      int count = reader.feed(all, 0, split) + reader.feed(all, split, all.length);
      assertThat(count).as("split at %d", split).isEqualTo(4);
    }
  }

  @Test
  void anAnswerThatIsNotCompleteIsNotCounted() throws IOException {
    byte[] all = CHUNKED.getBytes(StandardCharsets.US_ASCII);
    assertThat(new ResponseReader().feed(all, 0, all.length - 1)).isZero();
  }

  @Test
  void aRefusalEndsTheRunAndSaysItsStatus() {
    byte[] refused = "HTTP/1.1 503 Service Unavailable\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> new ResponseReader().feed(refused, 0, refused.length))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("503");
  }
}
