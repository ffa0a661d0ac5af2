package dev.weir.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrequencyTest {
  private static final long SHORT = 99_999;
  private static final long LONG = 100_000;

  private long now = Long.MAX_VALUE - 3 * SHORT; // a clock that passes over its end
  private final Frequency frequency = new Frequency(() -> now);

  private void happensAfter(long interval) {
    now += interval;
    frequency.happens();
  }

  @Test
  void isHighAfterEightShortIntervals() {
    frequency.happens();
    for (int i = 0; i < 8; i++) {
      assertThat(frequency.isHigh()).as("after %s", i).isFalse();
      happensAfter(SHORT);
    }
    assertThat(frequency.isHigh()).isTrue();
    happensAfter(SHORT);
    assertThat(frequency.isHigh()).isTrue();
  }

  @Test
  void aLongIntervalTakesAwayAsManyShortOnesAsItIsLong() {
    frequency.happens();
    for (int i = 0; i < 12; i++) {
      happensAfter(SHORT);
    }
    happensAfter(4 * LONG);
    assertThat(frequency.isHigh()).as("8 of 12").isTrue();
    happensAfter(LONG);
    assertThat(frequency.isHigh()).as("7 of 12").isFalse();
    happensAfter(SHORT);
    assertThat(frequency.isHigh()).as("8 again").isTrue();
  }

  @Test
  void noMoreThan64CountHoweverManyThereWere() {
    for (int i = 0; i < 1_000; i++) {
      happensAfter(SHORT);
    }
    happensAfter(56 * LONG);
    assertThat(frequency.isHigh()).as("8 of 64").isTrue();
    happensAfter(1_000 * LONG);
    for (int i = 0; i < 8; i++) {
      assertThat(frequency.isHigh()).as("none, and %s since", i).isFalse();
      happensAfter(SHORT);
    }
    assertThat(frequency.isHigh()).isTrue();
  }
}
