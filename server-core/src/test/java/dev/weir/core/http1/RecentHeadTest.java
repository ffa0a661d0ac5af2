package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.BytesBuilder;
import dev.weir.core.http.ResponseHead;
import dev.weir.core.http1.HeadEncoder.After;
import dev.weir.core.http1.HeadEncoder.Framing;
import dev.weir.http.Headers;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RecentHeadTest {
  private static final long MILLIS = 1_700_000_000_000L;

  private final HeadEncoder encoder = new HeadEncoder();
  private final RecentHead recent = new RecentHead(encoder);

  @Test
  void whateverCameBeforeItWritesWhatTheEncoderDoes() {
    ResponseHead[] heads = {
      head(200, 13),
      head(200, 14),
      head(404, 13),
      new ResponseHead(204, Headers.empty(), null, 0, false, true)
    };
    Random random = new Random(1);
    long millis = MILLIS;
    ResponseHead head = heads[0];
    Framing framing = Framing.LENGTH;
    After after = After.UNSAID;
    for (int i = 0; i < 5_000; i++) {
      switch (random.nextInt(12)) { // mostly as before
        case 0 -> head = heads[random.nextInt(heads.length)];
        case 1 -> framing = Framing.values()[random.nextInt(Framing.values().length)];
        case 2 -> after = After.values()[random.nextInt(After.values().length)];
        case 3 -> millis += random.nextInt(1_500);
        default -> {}
      }
      BytesBuilder found = Bytes.builder();
      recent.write(found, head, framing, after, millis);
      BytesBuilder expected = Bytes.builder();
      encoder.write(expected, head, framing, after, millis);
      assertThat(found.toBytes()).isEqualTo(expected.toBytes());
    }
  }

  private static ResponseHead head(int status, long length) {
    return new ResponseHead(
        status, Headers.of("X-Some", "value"), "text/plain", length, true, false);
  }
}
