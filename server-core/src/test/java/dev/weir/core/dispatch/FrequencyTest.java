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
  void oneLongIntervalEndsItUntilThereAreEightShortOnesAgain() {
    for (int i = 0; i < 20; i++) {
      happensAfter(SHORT);
    }
    happensAfter(LONG);
    for (int i = 0; i < 8; i++) {
      assertThat(frequency.isHigh()).as("after %s", i).isFalse();
      happensAfter(SHORT);
    }
    assertThat(frequency.isHigh()).isTrue();
  }
}
