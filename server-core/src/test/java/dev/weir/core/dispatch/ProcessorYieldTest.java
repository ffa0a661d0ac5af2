package dev.weir.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessorYieldTest {
  private static final long SHORT = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long LONG = TimeUnit.MILLISECONDS.toNanos(3);

  private long now = Long.MAX_VALUE - 3 * LONG; // a clock that passes over its end amid a pause
  private long takes = SHORT;
  private int yields;

  private ProcessorYield on(int processors) {
    return new ProcessorYield(
        processors,
        () -> now,
        () -> {
          yields++;
          now += takes;
        });
  }

  @Test
  void onlyTheOnlyProcessorIsLeft() {
    ProcessorYield several = on(2);
    several.yieldIfAlone();
    assertThat(yields).isZero();
    ProcessorYield alone = on(1);
    alone.yieldIfAlone();
    assertThat(yields).isOne();
  }

  @Test
  void whereNobodyComputesEveryTurnYields() {
    ProcessorYield alone = on(1);
    for (int turn = 0; turn < 1_000; turn++) {
      alone.yieldIfAlone();
    }
    assertThat(yields).isEqualTo(1_000);
  }

  @Test
  void whoComputesGetsAHundredthOfTheTimeAtMost() {
    ProcessorYield alone = on(1);
    takes = LONG;
    long end = now + TimeUnit.SECONDS.toNanos(30);
    while (now - end < 0) {
      alone.yieldIfAlone();
      now += SHORT; // the loop's own work
    }
    assertThat(yields).isBetween(90, 100); // of 3 ms, in 30 s
  }

  @Test
  void oneLongYieldMayBeTheMachinesPause() {
    ProcessorYield alone = on(1);
    for (int turn = 0; turn < 1_000; turn++) {
      takes = turn % 2 == 0 ? LONG : SHORT;
      alone.yieldIfAlone();
    }
    assertThat(yields).isEqualTo(1_000);
  }

  @Test
  void whenTheOthersAreDoneEveryTurnYieldsAgain() {
    ProcessorYield alone = on(1);
    takes = LONG;
    alone.yieldIfAlone();
    alone.yieldIfAlone();
    takes = SHORT;
    alone.yieldIfAlone();
    now += 99 * LONG;
    alone.yieldIfAlone();
    assertThat(yields).isEqualTo(2);
    now += LONG;
    alone.yieldIfAlone();
    alone.yieldIfAlone();
    assertThat(yields).isEqualTo(4);
  }
}
