package dev.weir.core.http1;

import static dev.weir.core.http1.GeneratedInputs.pick;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.LentBytes;
import dev.weir.core.http.Octets;
import dev.weir.core.http.RefusedException;
import dev.weir.core.http1.GeneratedInputs.Input;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class KnownHeadsTest {
  private static final String HEAD = "GET /somewhere HTTP/1.1\r\nHost: example.com\r\n";

  /** A shorter head isn't kept. */
  private static final int LEAST = 32;

  private final KnownHeads known = new KnownHeads();

  /** What is said of a head, in full. */
  private record Said(String head, boolean keepsAlive, boolean continues, int octets) {
    static Said of(RequestFraming framing) {
      return new Said(
          framing.head().toString(),
          framing.keepsAlive(),
          framing.expectsContinue(),
          framing.octets().length);
    }
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS) // for -Dproof.inputs
  void whatIsFoundIsWhatParsingWouldGive() {
    GeneratedInputs.checkEach(20_000, KnownHeadsTest::head, this::compare);
  }

  private void compare(Input input) {
    RequestFraming parsed = parsed(input.bytes());
    LentBytes lent = lend(input.bytes());
    RequestFraming found = known.take(lent);
    if (found != null) {
      assertThat(parsed).isNotNull();
      assertThat(Said.of(found)).isEqualTo(Said.of(parsed));
      assertThat(lent.remaining()).isEqualTo(input.bytes().length - parsed.octets().length);
    } else {
      assertThat(lent.remaining()).isEqualTo(input.bytes().length);
    }
    if (parsed != null) {
      known.keep(parsed);
    }
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS) // for -Dproof.inputs
  void aHeadThatComesAgainIsFoundAndOneThatDiffersByABitIsNotTakenForIt() {
    GeneratedInputs.checkEach(20_000, KnownHeadsTest::head, this::compareAgain);
  }

  private void compareAgain(Input input) {
    RequestFraming first = parsed(input.bytes());
    if (first == null || !first.isForAll() || first.octets().length < LEAST) {
      return;
    }
    known.keep(first);
    assertThat(known.take(lend(input.bytes()))).isSameAs(first);
    byte[] other = input.bytes().clone();
    other[input.random().nextInt(first.octets().length)] ^= (byte) (1 << input.random().nextInt(8));
    RequestFraming found = known.take(lend(other));
    if (found != null) { // one that came before
      assertThat(found).isNotSameAs(first);
      RequestFraming parsed = parsed(other);
      assertThat(parsed).isNotNull();
      assertThat(Said.of(found)).isEqualTo(Said.of(parsed));
    }
  }

  private static String head(Random random) {
    return pick(random, "", "", "\r\n")
        + pick(random, "GET", "POST", "HEAD", "CONNECT")
        + pick(random, " / HTTP/1.1\r\n", " /a?b HTTP/1.0\r\n", " /long/way/to/go HTTP/1.1\r\n")
        + pick(random, "Host: a\r\n", "Host: example.com\r\n", "", "Host: [\r\n")
        + pick(random, "", "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n")
        + pick(random, "", "Connection: close\r\n", "Connection: keep-alive\r\n")
        + pick(random, "", "Expect: 100-continue\r\n", "Accept: */*\r\n")
        + "\r\n"
        + pick(random, "", "abc", "GET / HTTP/1.1\r\n");
  }

  @Test
  void aHeadThatCameBeforeIsFoundInFrontOfWhateverFollows() {
    RequestFraming first = parsed((HEAD + "\r\n").getBytes(StandardCharsets.US_ASCII));
    keep(first);
    LentBytes lent = lend((HEAD + "\r\nrest").getBytes(StandardCharsets.US_ASCII));
    assertThat(known.take(lent)).isSameAs(first);
    assertThat(lent.remaining()).isEqualTo("rest".length());
  }

  @Test
  void aHeadThatIsNotWholeYetIsNotFound() {
    byte[] head = (HEAD + "\r\n").getBytes(StandardCharsets.US_ASCII);
    keep(parsed(head));
    for (int length = 0; length < head.length; length++) {
      assertThat(known.take(LentBytes.lend(head, 0, length))).isNull();
    }
  }

  @Test
  void credentialsAreNotKept() {
    for (String field :
        new String[] {"Authorization: Basic eDp5", "cookie: a=b", "Proxy-Authorization: Basic x"}) {
      byte[] head = (HEAD + field + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
      keep(parsed(head));
      assertThat(known.take(lend(head))).as(field).isNull();
    }
  }

  @Test
  void whatIsRefusedIsNotKept() {
    byte[] head = (HEAD + "Host: example.com\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    RequestFraming refused = parsed(head);
    assertThat(refused).isNotNull();
    assertThat(refused.refusal()).isNotNull();
    keep(refused);
    assertThat(known.take(lend(head))).isNull();
  }

  private void keep(@Nullable RequestFraming framing) {
    assertThat(framing).isNotNull();
    known.keep(framing);
  }

  private static LentBytes lend(byte[] bytes) {
    return LentBytes.lend(bytes, 0, bytes.length);
  }

  private static @Nullable RequestFraming parsed(byte[] bytes) {
    HeadParser parser = new HeadParser(8_000, 100, 16_000, Octets.target(false));
    LentBytes lent = lend(bytes);
    try {
      return parser.parse(lent) ? parser.take(lent) : null;
    } catch (RefusedException e) {
      return null;
    }
  }
}
