package dev.weir.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Many timers of one time: some in each turn, the oldest first, and none lost. */
final class TimerWheelPortionsTest {
  private static final long TICK = TimerWheel.TICK_NANOS;
  private static final long ROUND = 1_024 * TICK;
  private static final int PORTION = 64;
  private static final int LARGEST = PORTION << 7;

  private final TimerWheel wheel = new TimerWheel(0);
  private final List<Integer> fired = new ArrayList<>();

  private List<LoopTimer> arm(int first, int count, long nanos) {
    List<LoopTimer> timers = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      int number = i;
      LoopTimer timer = wheel.newTimer(() -> fired.add(number));
      timer.arm(nanos);
      timers.add(timer);
    }
    return timers;
  }

  private int fireWith(long nanos) {
    int before = fired.size();
    wheel.advance(wheel.nanoTime() + nanos);
    return fired.size() - before;
  }

  private static List<Integer> upTo(int end) {
    return IntStream.range(0, end).boxed().toList();
  }

  @Test
  void aTurnTakesAPortionAndTheNextOnesTheRest() {
    arm(0, 150, 0);
    assertThat(fireWith(TICK)).isEqualTo(PORTION);
    assertThat(wheel.nanosToNext()).isZero();
    assertThat(wheel.armed()).isEqualTo(150 - PORTION);
    assertThat(fireWith(0)).isEqualTo(PORTION);
    assertThat(wheel.nanosToNext()).isZero();
    assertThat(fireWith(0)).isEqualTo(150 - 2 * PORTION);
    assertThat(wheel.nanosToNext()).isEqualTo(Long.MAX_VALUE);
    assertThat(fired).isEqualTo(upTo(150));
  }

  @Test
  void aPortionOfExactlyWhatIsDueLeavesNothing() {
    arm(0, PORTION, 0);
    arm(PORTION, 1, 10 * TICK);
    assertThat(fireWith(TICK)).isEqualTo(PORTION);
    assertThat(wheel.nanosToNext()).isEqualTo(10 * TICK);
    assertThat(fireWith(10 * TICK)).isEqualTo(1);
  }

  @Test
  void timersThatAreOnlyMovedCountToo() {
    List<LoopTimer> timers = arm(0, 150, TICK / 2);
    timers.forEach(timer -> timer.arm(20 * TICK));
    for (int turn = 0; turn < 3; turn++) {
      assertThat(wheel.nanosToNext()).isEqualTo(turn == 0 ? TICK : 0);
      assertThat(fireWith(turn == 0 ? TICK : 0)).isZero();
    }
    assertThat(wheel.nanosToNext()).isEqualTo(20 * TICK);
    assertThat(wheel.armed()).isEqualTo(150);
  }

  @Test
  void portionsGrowAsTheWheelIsLate() {
    arm(0, 20_000, 0);
    assertThat(fireWith(TICK)).isEqualTo(PORTION);
    assertThat(fireWith(TICK)).isEqualTo(2 * PORTION);
    assertThat(fireWith(2 * TICK)).isEqualTo(8 * PORTION);
    assertThat(fireWith(TICK)).isEqualTo(16 * PORTION);
    assertThat(fireWith(100 * TICK)).isEqualTo(LARGEST);
    assertThat(fireWith(0)).isEqualTo(LARGEST);
    while (wheel.nanosToNext() == 0) {
      fireWith(0);
    }
    assertThat(fired).isEqualTo(upTo(20_000));
  }

  @Test
  void aLongSleepAloneIsNoDelay() {
    arm(0, 150, 500 * TICK);
    assertThat(fireWith(wheel.nanosToNext())).isEqualTo(PORTION);
  }

  @Test
  void whatIsLeftFiresBeforeWhatIsDueLater() {
    arm(0, 100, 0);
    arm(100, 100, TICK);
    assertThat(fireWith(TICK)).isEqualTo(PORTION);
    arm(200, 1, 0);
    while (wheel.armed() > 0) {
      fireWith(TICK);
    }
    assertThat(fired).isEqualTo(upTo(201));
  }

  @Test
  void whatIsLeftMayBeCancelledAndArmedAgain() {
    List<LoopTimer> timers = arm(0, 100, 0);
    assertThat(fireWith(TICK)).isEqualTo(PORTION);
    timers.subList(PORTION, 99).forEach(LoopTimer::cancel);
    timers.get(99).arm(5 * TICK);
    assertThat(fireWith(0)).isZero();
    assertThat(wheel.nanosToNext()).isBetween(5 * TICK, 6 * TICK);
    assertThat(fireWith(7 * TICK)).isEqualTo(1);
    assertThat(fired).last().isEqualTo(99);
    assertThat(wheel.nanosToNext()).isEqualTo(Long.MAX_VALUE);
  }

  // ---- Against a map.

  /** Arms a run of timers, or with {@code count} 0 cancels one, then lets time pass. */
  record Step(int first, int count, long delay, long pass) {}

  private static final int TIMERS = 1_000;

  @Provide
  Arbitrary<Step> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, TIMERS - 1),
            Arbitraries.integers().between(0, 400),
            Arbitraries.oneOf(
                Arbitraries.longs().between(0, 4 * TICK),
                Arbitraries.longs().between(0, 2 * ROUND)),
            Arbitraries.oneOf(
                Arbitraries.just(0L),
                Arbitraries.longs().between(0, 3 * TICK),
                Arbitraries.longs().between(0, 40 * TICK),
                Arbitraries.longs().between(0, ROUND)))
        .as(Step::new);
  }

  /** A wheel and what must be true of it. */
  private static final class Checked {
    private final TimerWheel wheel = new TimerWheel(0);
    private final List<LoopTimer> timers = new ArrayList<>();
    private final Map<Integer, Long> deadlines = new HashMap<>();
    private final List<Long> firedTicks = new ArrayList<>();
    private long caughtUp; // the tick up to which none was left

    Checked() {
      for (int i = 0; i < TIMERS; i++) {
        int number = i;
        timers.add(wheel.newTimer(() -> fired(number)));
      }
    }

    private void fired(int number) {
      long due = deadlines.remove(number);
      assertThat(due).isLessThanOrEqualTo(wheel.nanoTime());
      firedTicks.add(due / TICK);
      if (number % 3 == 0) {
        arm(number, due % (5 * TICK));
      }
    }

    void arm(int number, long nanos) {
      timers.get(number).arm(nanos);
      deadlines.put(number, wheel.nanoTime() + nanos);
    }

    void cancel(int number) {
      timers.get(number).cancel();
      deadlines.remove(number);
    }

    void takeTurn(long nanos) {
      firedTicks.clear();
      long target = (wheel.nanoTime() + nanos) / TICK;
      wheel.advance(wheel.nanoTime() + nanos);
      assertThat(firedTicks).hasSizeLessThanOrEqualTo(LARGEST);
      if (target - caughtUp <= ROUND / TICK) {
        assertThat(firedTicks).isSorted();
      }
      if (wheel.nanosToNext() > 0) {
        caughtUp = target;
      }
      assertThat(wheel.armed()).isEqualTo(deadlines.size());
      if (!isAllDueFired()) {
        assertThat(wheel.nanosToNext()).isZero();
      }
    }

    boolean isAllDueFired() {
      return deadlines.values().stream().allMatch(due -> due + TICK > wheel.nanoTime());
    }
  }

  /**
   * Each turn fires timers that are due, tick by tick unless it is late by a round; and turns taken
   * until the wheel knows of none fire all of them. Every third timer arms itself again.
   */
  @Property(tries = 300)
  void portionsFireAllThatIsDueInTheOrderOfTicks(
      @ForAll @Size(max = 40) List<@From("steps") Step> steps) {
    Checked checked = new Checked();
    for (Step step : steps) {
      if (step.count() == 0) {
        checked.cancel(step.first());
      }
      for (int i = 0; i < step.count(); i++) {
        checked.arm((step.first() + i) % TIMERS, step.delay());
      }
      checked.takeTurn(step.pass());
    }
    for (int turns = 0; checked.wheel.nanosToNext() == 0; turns++) {
      assertThat(turns).isLessThan(2 * TIMERS / PORTION);
      checked.takeTurn(0);
    }
    assertThat(checked.isAllDueFired()).isTrue();
  }
}
