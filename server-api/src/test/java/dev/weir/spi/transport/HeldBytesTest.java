package dev.weir.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class HeldBytesTest {
  /** Appended (positive) and consumed from the front (negative), it holds what an array would. */
  @Property
  void holdsWhatAPlainArrayWouldAndNoMemoryOnceEmpty(
      @ForAll @Size(max = 60) List<@IntRange(min = -700, max = 700) Integer> steps) {
    HeldBytes held = new HeldBytes();
    byte[] model = {};
    byte next = 0;
    for (int step : steps) {
      if (step >= 0) {
        byte[] source = new byte[step + 2];
        for (int i = 1; i <= step; i++) {
          source[i] = next++;
        }
        held.append(source, 1, step + 1);
        int length = model.length;
        model = Arrays.copyOf(model, length + step);
        System.arraycopy(source, 1, model, length, step);
      } else {
        int count = Math.min(-step, model.length);
        held.keep(held.array(), held.from() + count, held.to());
        model = Arrays.copyOfRange(model, count, model.length);
        if (model.length == 0) {
          assertThat(held.array()).isEmpty();
        }
      }
      assertThat(Arrays.copyOfRange(held.array(), held.from(), held.to())).isEqualTo(model);
      assertThat(held.array().length).isLessThanOrEqualTo(Math.max(256, 60 * 700 * 2));
    }
  }
}
