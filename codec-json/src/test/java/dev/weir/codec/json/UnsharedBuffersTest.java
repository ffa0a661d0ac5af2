package dev.weir.codec.json;

import static com.fasterxml.jackson.core.util.BufferRecycler.BYTE_WRITE_CONCAT_BUFFER;
import static com.fasterxml.jackson.core.util.BufferRecycler.BYTE_WRITE_ENCODING_BUFFER;
import static com.fasterxml.jackson.core.util.BufferRecycler.CHAR_CONCAT_BUFFER;
import static com.fasterxml.jackson.core.util.BufferRecycler.CHAR_NAME_COPY_BUFFER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.BufferRecycler;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class UnsharedBuffersTest {
  @Test
  void aReturnedBufferIsGivenAgainOnce() {
    UnsharedBuffers buffers = new UnsharedBuffers();
    byte[] bytes = buffers.allocByteBuffer(BYTE_WRITE_ENCODING_BUFFER);
    char[] chars = buffers.allocCharBuffer(CHAR_CONCAT_BUFFER);
    buffers.releaseByteBuffer(BYTE_WRITE_ENCODING_BUFFER, bytes);
    buffers.releaseCharBuffer(CHAR_CONCAT_BUFFER, chars);
    assertThat(buffers.allocByteBuffer(BYTE_WRITE_CONCAT_BUFFER)).isNotSameAs(bytes);
    assertThat(buffers.allocByteBuffer(BYTE_WRITE_ENCODING_BUFFER)).isSameAs(bytes);
    assertThat(buffers.allocByteBuffer(BYTE_WRITE_ENCODING_BUFFER)).isNotSameAs(bytes);
    assertThat(buffers.allocCharBuffer(CHAR_NAME_COPY_BUFFER)).isNotSameAs(chars);
    assertThat(buffers.allocCharBuffer(CHAR_CONCAT_BUFFER)).isSameAs(chars);
    assertThat(buffers.allocCharBuffer(CHAR_CONCAT_BUFFER)).isNotSameAs(chars);
  }

  /** One thing that a parser or a generator asks for; what it got before, it may return. */
  record Step(boolean ofBytes, int kind, int atLeast, boolean returned) {}

  @Property
  void theyAreAsLongAsThoseOfJacksonsOwn(@ForAll("steps") Step[] steps) {
    BufferRecycler own = new BufferRecycler();
    UnsharedBuffers buffers = new UnsharedBuffers();
    int[] lengths = Arrays.stream(steps).mapToInt(step -> take(buffers, step)).toArray();
    assertThat(lengths).isEqualTo(Arrays.stream(steps).mapToInt(step -> take(own, step)).toArray());
  }

  private static int take(BufferRecycler from, Step step) {
    if (step.ofBytes()) {
      byte[] taken = from.allocByteBuffer(step.kind(), step.atLeast());
      if (step.returned()) {
        from.releaseByteBuffer(step.kind(), taken);
      }
      return taken.length;
    }
    char[] taken = from.allocCharBuffer(step.kind(), step.atLeast());
    if (step.returned()) {
      from.releaseCharBuffer(step.kind(), taken);
    }
    return taken.length;
  }

  @Provide
  Arbitrary<Step[]> steps() {
    Arbitrary<Integer> lengths = Arbitraries.of(0, 100, 2_000, 4_000, 8_000, 8_001, 30_000);
    return Combinators.combine(
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, 3),
            lengths,
            Arbitraries.of(true, false))
        .as(Step::new)
        .array(Step[].class)
        .ofMaxSize(30);
  }
}
