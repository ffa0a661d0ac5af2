package dev.weir.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessorYieldTest {
  private static final long SHORT = 50_000;
  private static final long LONG = 3_000_000;
  private static final IntSupplier ONE = () -> 1;

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
    assertThat(on(2).isOnlyOne()).isFalse();
    assertThat(on(1).isOnlyOne()).isTrue();
  }

  @Test
  void whoComputesGetsAHundredthOfTheTimeAtMost() {
    ProcessorYield alone = on(1);
    takes = LONG;
    long end = now + TimeUnit.SECONDS.toNanos(30);
    while (now - end < 0) {
      alone.leave(ONE);
      now += SHORT; // the loop's own work
    }
    assertThat(yields).isBetween(90, 100); // of 3 ms, in 30 s
  }

  /** A long one between short ones may be a pause of the whole machine. */
  @ParameterizedTest
  @ValueSource(longs = {SHORT, LONG})
  void everyTurnYieldsUnlessTwoInARowTakeLong(long everyOther) {
    ProcessorYield alone = on(1);
    for (int turn = 0; turn < 1_000; turn++) {
      takes = turn % 2 == 0 ? everyOther : SHORT;
      alone.leave(ONE);
    }
    assertThat(yields).isEqualTo(1_000);
  }

  @Test
  void whenTheOthersAreDoneEveryTurnYieldsAgain() {
    ProcessorYield alone = on(1);
    takes = LONG;
    alone.leave(ONE);
    alone.leave(ONE);
    takes = SHORT;
    alone.leave(ONE);
    now += 99 * LONG;
    alone.leave(ONE);
    assertThat(yields).isEqualTo(2);
    now += LONG;
    alone.leave(ONE);
    alone.leave(ONE);
    assertThat(yields).isEqualTo(4);
  }

  /** A thousand connections' handlers are away for some milliseconds, and none of them computes. */
  @Test
  void theMoreHandlersThereAreTheLongerTheyMayTake() {
    ProcessorYield alone = on(1);
    takes = LONG;
    for (int turn = 0; turn < 100; turn++) {
      alone.leave(() -> 1_000);
    }
    assertThat(yields).isEqualTo(100);
    takes = 10 * LONG;
    for (int turn = 0; turn < 100; turn++) {
      alone.leave(() -> 1_000);
    }
    assertThat(yields).as("30 ms is too long for them, too").isEqualTo(102);
  }

  @Test
  void handlersAreNotCountedWhileItPauses() {
    ProcessorYield alone = on(1);
    takes = LONG;
    alone.leave(ONE);
    alone.leave(ONE);
    alone.leave(() -> fail("they may be many, and the loop comes by at each event"));
    assertThat(yields).isEqualTo(2);
  }
}
