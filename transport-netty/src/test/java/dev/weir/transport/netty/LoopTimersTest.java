package dev.weir.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.transport.LoopTimer;
import dev.weir.spi.transport.TimerWheel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a loop's wheel is turned, by an alarm whose time stands still until the test moves it. */
final class LoopTimersTest {
  private static final long TICK = TimerWheel.TICK_NANOS;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final ManualAlarm alarm = new ManualAlarm();
  private final LoopTimers timers = new LoopTimers(alarm);

  /** The loop's time and what is scheduled on it. */
  private static final class ManualAlarm implements LoopTimers.Alarm {
    private record Entry(long due, Runnable task, Promise<Void> future) {}

    private final List<Entry> entries = new ArrayList<>();
    private long now = System.nanoTime();
    private int runs;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void forgetTime() {
      // It stands still.
    }

    @Override
    public Future<?> schedule(Runnable task, long delay) {
      Promise<Void> future = ImmediateEventExecutor.INSTANCE.newPromise();
      entries.add(new Entry(now + delay, task, future));
      return future;
    }

    /** What waits and wasn't cancelled. */
    int scheduled() {
      entries.removeIf(entry -> entry.future.isCancelled());
      return entries.size();
    }

    private Entry first() {
      return entries.stream().min(Comparator.comparingLong(Entry::due)).orElseThrow();
    }

    long nanosToFirst() {
      return first().due - now;
    }

    void runFirst() {
      Entry first = first();
      entries.remove(first);
      now = Math.max(now, first.due);
      runs++;
      first.task.run();
    }

    void pass(long nanos) {
      long end = now + nanos;
      while (scheduled() > 0 && first().due <= end) {
        runFirst();
      }
      now = end;
    }
  }

  @Test
  void aTimerThatArmsItselfAgainLeavesOneTaskScheduled() {
    int[] fired = new int[1];
    LoopTimer[] timer = new LoopTimer[1];
    timer[0] =
        timers.newTimer(() -> {
          fired[0]++;
          timer[0].arm(SECOND / 2);
        });
    timer[0].arm(SECOND / 2);
    for (int i = 0; i < 100; i++) {
      alarm.pass(SECOND);
      assertThat(alarm.scheduled()).isEqualTo(1);
    }
    assertThat(fired[0]).isBetween(180, 200);
    assertThat(alarm.runs).as("turns of the wheel").isLessThanOrEqualTo(2 * fired[0]);
  }

  @Test
  void manyTimersThatArmThemselvesAgainLeaveOneTaskScheduled() {
    int[] fired = new int[1];
    for (int i = 0; i < 500; i++) {
      LoopTimer[] timer = new LoopTimer[1];
      timer[0] =
          timers.newTimer(() -> {
            fired[0]++;
            timer[0].arm(60 * SECOND);
          });
      timer[0].arm(10 * SECOND + i * TICK);
    }
    alarm.pass(20 * SECOND);
    assertThat(fired[0]).isEqualTo(500);
    assertThat(alarm.scheduled()).isEqualTo(1);
    alarm.pass(300 * SECOND);
    assertThat(fired[0]).isBetween(2_500, 3_000);
    assertThat(alarm.scheduled()).isEqualTo(1);
  }

  @Test
  void manyTimersOfOneTimeLetInputAndOutputHaveTheirTurn() {
    int[] fired = new int[1];
    for (int i = 0; i < 1_000; i++) {
      timers.newTimer(() -> fired[0]++).arm(SECOND);
    }
    alarm.runFirst();
    int first = fired[0];
    assertThat(first).isBetween(1, 999);
    assertThat(alarm.nanosToFirst()).isZero();
    alarm.runFirst();
    assertThat(fired[0]).isGreaterThan(first);
    alarm.pass(0);
    assertThat(fired[0]).isEqualTo(1_000);
    assertThat(alarm.scheduled()).isZero();
  }

  @Test
  void aTimerArmedForEarlierWakesTheLoopEarlier() {
    List<String> fired = new ArrayList<>();
    LoopTimer late = timers.newTimer(() -> fired.add("late"));
    LoopTimer early = timers.newTimer(() -> fired.add("early"));
    late.arm(60 * SECOND);
    early.arm(SECOND);
    assertThat(alarm.scheduled()).isEqualTo(1);
    alarm.pass(SECOND + 4 * TICK);
    assertThat(fired).containsExactly("early");
    alarm.pass(60 * SECOND);
    assertThat(fired).containsExactly("early", "late");
    assertThat(alarm.scheduled()).isZero();
  }

  @Test
  void aTaskMayArmAnotherForSoon() {
    List<String> fired = new ArrayList<>();
    LoopTimer soon = timers.newTimer(() -> fired.add("soon"));
    LoopTimer late = timers.newTimer(() -> fired.add("late"));
    late.arm(60 * SECOND);
    LoopTimer first = timers.newTimer(() -> soon.arm(2 * TICK));
    first.arm(SECOND);
    alarm.pass(SECOND + 8 * TICK);
    assertThat(fired).containsExactly("soon");
    assertThat(alarm.scheduled()).isEqualTo(1);
  }

  @Test
  void aTaskThatThrowsLeavesTheOthersScheduled() {
    List<String> fired = new ArrayList<>();
    LoopTimer next = timers.newTimer(() -> fired.add("next"));
    LoopTimer failing =
        timers.newTimer(() -> {
          next.arm(SECOND);
          throw new IllegalStateException("no");
        });
    failing.arm(SECOND);
    timers.newTimer(() -> fired.add("late")).arm(60 * SECOND);
    alarm.pass(4 * SECOND);
    assertThat(fired).containsExactly("next");
    alarm.pass(60 * SECOND);
    assertThat(fired).containsExactly("next", "late");
  }

  @Test
  void cancelledAllNothingIsScheduledAfterTheNextTurn() {
    LoopTimer timer = timers.newTimer(() -> {});
    timer.arm(SECOND);
    timer.cancel();
    alarm.pass(2 * SECOND);
    assertThat(alarm.scheduled()).isZero();
    assertThat(alarm.runs).isEqualTo(1);
  }
}
