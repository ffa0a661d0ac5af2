package dev.weir.http.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RangeRequestTest {
  private static RangeRequest parts(ByteRange... ranges) {
    return new RangeRequest.Parts(List.of(ranges));
  }

  private static ByteRange range(long first, long last) {
    return new ByteRange(first, last);
  }

  @Test
  void theFormsOfTheSectionAreRead() {
    assertThat(RangeRequest.of("bytes=0-499", 10_000)).isEqualTo(parts(range(0, 499)));
    assertThat(RangeRequest.of("bytes=9500-", 10_000)).isEqualTo(parts(range(9_500, 9_999)));
    assertThat(RangeRequest.of("bytes=-500", 10_000)).isEqualTo(parts(range(9_500, 9_999)));
    assertThat(RangeRequest.of("bytes=0-0,-1", 10_000))
        .isEqualTo(parts(range(0, 0), range(9_999, 9_999)));
    assertThat(RangeRequest.of("Bytes= 1-2 ,, 5-6 ,", 10))
        .isEqualTo(parts(range(1, 2), range(5, 6)));
  }

  @Test
  void whatReachesBeyondTheEndIsCutAndWhatBeginsThereIsLeftOut() {
    assertThat(RangeRequest.of("bytes=5-99999999999999999999", 10)).isEqualTo(parts(range(5, 9)));
    assertThat(RangeRequest.of("bytes=-99999999999999999999", 10)).isEqualTo(parts(range(0, 9)));
    assertThat(RangeRequest.of("bytes=10-11,3-4", 10)).isEqualTo(parts(range(3, 4)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=-0", "bytes=99999999999999999999-", "bytes=10-20,-0"})
  void nothingThatIsThereIsUnsatisfiable(String value) {
    assertThat(RangeRequest.of(value, 10)).isEqualTo(new RangeRequest.Unsatisfiable());
  }

  @Test
  void nothingOfAnEmptyRepresentationIsThere() {
    for (String value : List.of("bytes=0-0", "bytes=0-", "bytes=-1")) {
      assertThat(RangeRequest.of(value, 0)).isEqualTo(new RangeRequest.Unsatisfiable());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=,",
        "bytes=-",
        "bytes=5",
        "bytes=5-4",
        "bytes=0010-9",
        "bytes=1-2,420000080000000000000000-40000000000000000000",
        "bytes=a-b",
        "bytes=1-2;x",
        "bytes=1-2,x",
        "bytes=--1",
        "bytes=+1-2",
        "bytes=1 - 2",
        "bytes =1-2",
        "seconds=1-2",
        "bytes=1-2-3",
        "bytes=\u0661-2"
      })
  void whatIsMalformedOrOfAnotherUnitIsPassedOver(String value) {
    assertThat(RangeRequest.of(value, 10)).isEqualTo(new RangeRequest.Whole());
  }

  @Test
  void whatWouldCostMoreThanTheWholeGetsTheWhole() {
    assertThat(RangeRequest.of("bytes=0-5,4-9", 10)).isEqualTo(new RangeRequest.Whole());
    String seventeen = "bytes=" + "1-1,".repeat(17);
    assertThat(RangeRequest.of(seventeen, 1_000)).isEqualTo(new RangeRequest.Whole());
    String sixteen = "bytes=" + "1-1,".repeat(16);
    assertThat(RangeRequest.of(sixteen, 1_000)).isInstanceOf(RangeRequest.Parts.class);
  }

  @Property
  void partsAreThoseThatTheBytesSay(
      @ForAll("specs") List<String> specs, @ForAll @LongRange(min = 0, max = 30) long size) {
    List<ByteRange> expected = new ArrayList<>();
    long total = 0;
    for (String spec : specs) {
      ByteRange range = slow(spec, size);
      if (range != null) {
        expected.add(range);
        total += range.length();
      }
    }
    RangeRequest slow;
    if (expected.isEmpty()) {
      slow = new RangeRequest.Unsatisfiable();
    } else {
      slow = total > size ? new RangeRequest.Whole() : new RangeRequest.Parts(expected);
    }
    assertThat(RangeRequest.of("bytes=" + String.join(", ", specs), size)).isEqualTo(slow);
  }

  @Property
  void anyValueIsReadAndNoPartLeavesTheRepresentation(
      @ForAll("values") String value, @ForAll @LongRange(min = 0, max = 40) long size) {
    if (RangeRequest.of(value, size) instanceof RangeRequest.Parts parts) {
      assertThat(parts.ranges()).isNotEmpty().hasSizeLessThanOrEqualTo(16);
      for (ByteRange range : parts.ranges()) {
        assertThat(range.first()).isBetween(0L, range.last());
        assertThat(range.last()).isLessThan(size);
      }
    }
  }

  /** Marks each byte that is asked for. */
  private static ByteRange slow(String spec, long size) {
    String[] ends = spec.split("-", -1);
    long first = -1;
    long last = -1;
    for (long i = 0; i < size; i++) {
      boolean wanted =
          ends[0].isEmpty()
              ? i >= size - Long.parseLong(ends[1])
              : i >= Long.parseLong(ends[0]) && (ends[1].isEmpty() || i <= Long.parseLong(ends[1]));
      if (wanted) {
        first = first < 0 ? i : first;
        last = i;
      }
    }
    return first < 0 ? null : range(first, last);
  }

  @Provide
  Arbitrary<List<String>> specs() {
    Arbitrary<Integer> number = Arbitraries.integers().between(0, 40);
    Arbitrary<String> closed =
        Combinators.combine(number, number).as((a, b) -> Math.min(a, b) + "-" + Math.max(a, b));
    return Arbitraries.oneOf(closed, number.map(a -> a + "-"), number.map(a -> "-" + a))
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<String> values() {
    Arbitrary<String> near =
        Arbitraries.strings().withChars("0123456789-,= \t").ofMaxLength(30).map(s -> "bytes=" + s);
    return Arbitraries.oneOf(near, Arbitraries.strings().ofMaxLength(20));
  }
}
