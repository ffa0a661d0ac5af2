package dev.weir.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RatioTest {
  private static double[] upTo(int rounds) {
    return IntStream.rangeClosed(1, rounds).asDoubleStream().toArray();
  }

  /** What tables of the sign test say. */
  @Test
  void theIntervalLeavesOutAsManyOnEachSideAsTheSignTestAllows() {
    assertThat(Ratio.of(upTo(6))).isEqualTo(new Ratio(3.5, 1, 6));
    assertThat(Ratio.of(upTo(8))).isEqualTo(new Ratio(4.5, 1, 8));
    assertThat(Ratio.of(upTo(9))).isEqualTo(new Ratio(5, 2, 8));
    assertThat(Ratio.of(upTo(21))).isEqualTo(new Ratio(11, 6, 16));
    assertThat(Ratio.of(upTo(60))).isEqualTo(new Ratio(30.5, 22, 39));
  }

  @Test
  void fiveRoundsAreTooFewToSay() {
    assertThat(Ratio.of(upTo(5)).median()).isEqualTo(3);
    assertThat(Ratio.of(upTo(5)).hasInterval()).isFalse();
  }

  @Test
  void theOrderOfTheRoundsDoesNotMatter() {
    double[] turned = DoubleStream.of(9, 1, 5, 3, 7, 2, 8, 4, 6).toArray();
    assertThat(Ratio.of(turned)).isEqualTo(new Ratio(5, 2, 8));
    assertThat(turned).startsWith(9, 1); // and they are left as they were
  }

  @Test
  void itHoldsTheTrueMedianAsOftenAsItSays() {
    Random random = new Random(1);
    int tries = 20_000;
    int held = 0;
    for (int i = 0; i < tries; i++) {
      double[] ratios = new double[21];
      Arrays.setAll(ratios, round -> random.nextDouble());
      Ratio ratio = Ratio.of(ratios);
      held += ratio.low() <= 0.5 && 0.5 <= ratio.high() ? 1 : 0;
    }
    assertThat((double) held / tries).isBetween(0.95, 0.98);
  }
}
