package dev.weir.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class TimerWheelTest {
  private static final long TICK = TimerWheel.TICK_NANOS;
  private static final long ROUND = 1_024 * TICK;
  private static final long ORIGIN = -3 * ROUND - 12_345;

  private final TimerWheel wheel = new TimerWheel(ORIGIN);
  private final List<String> fired = new ArrayList<>();

  private LoopTimer timer(String name) {
    return wheel.newTimer(() -> fired.add(name));
  }

  private void pass(long nanos) {
    wheel.advance(wheel.nanoTime() + nanos);
  }

  @Test
  void aTimerFiresOnceAndNoEarlierThanArmed() {
    LoopTimer timer = timer("a");
    timer.arm(3 * TICK);
    pass(3 * TICK - 1);
    assertThat(fired).isEmpty();
    assertThat(timer.isArmed()).isTrue();
    pass(TICK + 1);
    assertThat(fired).containsExactly("a");
    assertThat(timer.isArmed()).isFalse();
    pass(2 * ROUND);
    assertThat(fired).hasSize(1);
    assertThat(wheel.armed()).isZero();
  }

  @Test
  void aDeadlineBeyondARoundWaitsForItsRound() {
    timer("a").arm(5 * ROUND + 7);
    for (int i = 0; i < 5; i++) {
      pass(ROUND);
      assertThat(fired).isEmpty();
    }
    pass(TICK + 7);
    assertThat(fired).containsExactly("a");
  }

  @Test
  void aLeapOverManyRoundsFiresAll() {
    for (int i = 0; i < 3_000; i++) {
      timer(String.valueOf(i)).arm(i * TICK);
    }
    pass(10 * ROUND);
    assertThat(fired).hasSize(3_000);
  }

  @Test
  void armedLaterItFiresLaterAndArmedEarlierEarlier() {
    LoopTimer timer = timer("a");
    timer.arm(10 * TICK);
    timer.arm(20 * TICK);
    pass(15 * TICK);
    assertThat(fired).isEmpty();
    timer.arm(2 * TICK);
    pass(3 * TICK);
    assertThat(fired).containsExactly("a");
    assertThat(wheel.armed()).isZero();
  }

  @Test
  void aTaskMayArmItselfAgainWithoutEndlessTurns() {
    LoopTimer[] timer = new LoopTimer[1];
    timer[0] =
        wheel.newTimer(() -> {
          fired.add("a");
          timer[0].arm(0);
        });
    timer[0].arm(0);
    pass(TICK);
    assertThat(fired).hasSize(1);
    pass(TICK);
    assertThat(fired).hasSize(2);
  }

  @Test
  void aTaskMayCancelAnotherOfTheSameTick() {
    List<LoopTimer> timers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      timers.add(
          wheel.newTimer(() -> {
            fired.add("any");
            timers.forEach(LoopTimer::cancel);
          }));
    }
    timers.forEach(timer -> timer.arm(TICK));
    pass(3 * TICK);
    assertThat(fired).hasSize(1);
    assertThat(wheel.armed()).isZero();
    assertThat(wheel.nanosToNext()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aTaskThatThrowsLeavesTheRestForTheNextAdvance() {
    LoopTimer failing =
        wheel.newTimer(() -> {
          throw new IllegalStateException("no");
        });
    failing.arm(TICK);
    timer("a").arm(TICK);
    timer("b").arm(2 * TICK);
    assertThatThrownBy(() -> pass(4 * TICK)).hasMessage("no");
    assertThat(wheel.nanosToNext()).isZero();
    pass(0);
    assertThat(fired).containsExactly("a", "b");
    assertThat(wheel.armed()).isZero();
  }

  @Test
  void theLongestDelayDoesNotOverflow() {
    LoopTimer timer = timer("a");
    pass(ROUND);
    timer.arm(Long.MAX_VALUE);
    pass(ROUND);
    assertThat(fired).isEmpty();
    timer.arm(-5);
    pass(TICK);
    assertThat(fired).containsExactly("a");
  }

  @Test
  void aLoopThatSleepsAsToldMissesNothing() {
    timer("a").arm(100 * TICK + 1);
    long start = wheel.nanoTime();
    int wakes = 0;
    while (fired.isEmpty()) {
      long sleep = wheel.nanosToNext();
      assertThat(sleep).isPositive();
      pass(sleep);
      wakes++;
    }
    assertThat(wheel.nanoTime() - start).isBetween(100 * TICK + 1, 102 * TICK);
    assertThat(wakes).isEqualTo(1);
  }

  // ---- Against a sorted list.

  /** What is done to one of the timers, or with {@code kind} ADVANCE to the time. */
  record Step(Kind kind, int timer, long nanos) {
    enum Kind {
      ARM,
      CANCEL,
      ADVANCE
    }
  }

  private static final int TIMERS = 6;

  @Provide
  Arbitrary<Step> steps() {
    Arbitrary<Long> times =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 3 * TICK),
            Arbitraries.longs().between(0, 200 * TICK),
            Arbitraries.longs().between(0, 3 * ROUND));
    return Combinators.combine(
            Arbitraries.of(Step.Kind.values()),
            Arbitraries.integers().between(0, TIMERS - 1),
            times)
        .as(Step::new);
  }

  /**
   * Armed, cancelled and passed at random, with tasks that arm and cancel others, exactly the
   * timers fire that are due, to the tick.
   */
  @Property(tries = 2_000)
  void firesWhatASortedListWouldFire(
      @ForAll @Size(max = 80) List<@net.jqwik.api.From("steps") Step> steps,
      @ForAll @Size(TIMERS) List<@net.jqwik.api.From("steps") Step> onFire) {
    TimerWheel wheel = new TimerWheel(ORIGIN);
    Map<Integer, Long> deadlines = new TreeMap<>();
    List<LoopTimer> timers = new ArrayList<>();
    for (int i = 0; i < TIMERS; i++) {
      int number = i;
      timers.add(
          wheel.newTimer(() -> {
            assertThat(deadlines.remove(number)).isLessThanOrEqualTo(wheel.nanoTime());
            apply(onFire.get(number), wheel, timers, deadlines);
          }));
    }
    for (Step step : steps) {
      if (step.kind() == Step.Kind.ADVANCE) {
        wheel.advance(wheel.nanoTime() + step.nanos());
        assertThat(deadlines.values()).allMatch(due -> due + TICK > wheel.nanoTime());
      } else {
        apply(step, wheel, timers, deadlines);
      }
      assertThat(wheel.armed()).isEqualTo(deadlines.size());
      if (deadlines.isEmpty()) {
        assertThat(wheel.nanosToNext()).isEqualTo(Long.MAX_VALUE);
      } else {
        long first = deadlines.values().stream().min(Long::compare).orElseThrow();
        assertThat(wheel.nanosToNext()).isBetween(0L, Math.max(0, first + TICK - wheel.nanoTime()));
      }
      for (int i = 0; i < TIMERS; i++) {
        assertThat(timers.get(i).isArmed()).isEqualTo(deadlines.containsKey(i));
      }
    }
  }

  private static void apply(
      Step step, TimerWheel wheel, List<LoopTimer> timers, Map<Integer, Long> deadlines) {
    switch (step.kind()) {
      case ARM -> {
        timers.get(step.timer()).arm(step.nanos());
        deadlines.put(step.timer(), wheel.nanoTime() + step.nanos());
      }
      case CANCEL -> {
        timers.get(step.timer()).cancel();
        deadlines.remove(step.timer());
      }
      case ADVANCE -> {}
    }
  }
}
