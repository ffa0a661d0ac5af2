package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.LoopTimer;
import dev.weir.testkit.transport.Harness.Pair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Timers and the time. */
interface TimerCompliance extends TransportFixture {
  @Test
  default void aTimerFiresOnceAndNotEarly() throws Exception {
    try (Harness harness = Harness.start(newTransport(), Script.echo());
        Pair pair = harness.connect()) {
      EventLoop loop = pair.served().loop();
      long delay = Duration.ofMillis(200).toNanos();
      List<Long> fired = new ArrayList<>();
      long start =
          pair.served()
              .onLoop(() -> {
                loop.newTimer(() -> fired.add(loop.nanoTime())).arm(delay);
                return loop.nanoTime();
              });
      awaitTimer(harness, pair.served(), Duration.ofMillis(600));
      List<Long> times = pair.served().onLoop(() -> List.copyOf(fired));
      assertEquals(1, times.size());
      assertTrue(times.getFirst() - start >= delay, "fired early");
    }
  }

  @Test
  default void aCancelledTimerDoesNotFire() throws Exception {
    try (Harness harness = Harness.start(newTransport(), Script.echo());
        Pair pair = harness.connect()) {
      List<String> fired = new ArrayList<>();
      pair.served()
          .runOnLoop(() -> {
            LoopTimer timer = pair.served().loop().newTimer(() -> fired.add("cancelled"));
            assertFalse(timer.isArmed());
            timer.cancel();
            timer.arm(Duration.ofMillis(50).toNanos());
            assertTrue(timer.isArmed());
            timer.cancel();
            assertFalse(timer.isArmed());
          });
      awaitTimer(harness, pair.served(), Duration.ofMillis(300));
      assertEquals(List.of(), pair.served().onLoop(() -> List.copyOf(fired)));
    }
  }

  @Test
  default void aTimerCanBeArmedForLaterAndForEarlier() throws Exception {
    try (Harness harness = Harness.start(newTransport(), Script.echo());
        Pair pair = harness.connect()) {
      EventLoop loop = pair.served().loop();
      long early = Duration.ofMillis(50).toNanos();
      long late = Duration.ofMillis(400).toNanos();
      long never = Duration.ofHours(1).toNanos();
      CompletableFuture<Long> postponed = new CompletableFuture<>();
      CompletableFuture<Long> advanced = new CompletableFuture<>();
      long start =
          pair.served()
              .onLoop(() -> {
                LoopTimer first = loop.newTimer(() -> postponed.complete(loop.nanoTime()));
                first.arm(early);
                first.arm(late);
                LoopTimer second = loop.newTimer(() -> advanced.complete(loop.nanoTime()));
                second.arm(never);
                second.arm(early);
                return loop.nanoTime();
              });
      harness.pass(Duration.ofSeconds(1));
      assertTrue(Served.get("a timer armed for later", postponed) - start >= late);
      assertTrue(Served.get("a timer armed for earlier", advanced) - start >= early);
    }
  }

  @Test
  default void aTimerCanArmItselfAgain() throws Exception {
    try (Harness harness = Harness.start(newTransport(), Script.echo());
        Pair pair = harness.connect()) {
      CompletableFuture<Integer> fifth = new CompletableFuture<>();
      pair.served()
          .runOnLoop(() -> {
            int[] count = new int[1];
            LoopTimer[] timer = new LoopTimer[1];
            timer[0] =
                pair.served()
                    .loop()
                    .newTimer(() -> {
                      assertFalse(timer[0].isArmed());
                      if (++count[0] == 5) {
                        fifth.complete(count[0]);
                      } else {
                        timer[0].arm(Duration.ofMillis(20).toNanos());
                      }
                    });
            timer[0].arm(0);
          });
      harness.pass(Duration.ofSeconds(2));
      assertEquals(5, Served.get("the fifth time", fifth));
    }
  }

  @Test
  default void tenThousandTimersFireEachOnceAndNoneEarly() throws Exception {
    int count = 10_000;
    try (Harness harness = Harness.start(newTransport(), Script.echo());
        Pair pair = harness.connect()) {
      EventLoop loop = pair.served().loop();
      int[] fired = new int[count];
      int[] early = new int[1];
      pair.served()
          .runOnLoop(() -> {
            for (int i = 0; i < count; i++) {
              int number = i;
              long delay = Duration.ofMillis(1 + i * 37L % 500).toNanos();
              long due = loop.nanoTime() + delay;
              loop.newTimer(
                      () -> {
                        fired[number]++;
                        if (loop.nanoTime() < due) {
                          early[0]++;
                        }
                      })
                  .arm(delay);
            }
          });
      awaitTimer(harness, pair.served(), Duration.ofMillis(900));
      pair.served()
          .runOnLoop(() -> {
            for (int i = 0; i < count; i++) {
              assertEquals(1, fired[i], "times that timer " + i + " has fired");
            }
            assertEquals(0, early[0]);
          });
    }
  }

  @Test
  default void tenThousandTimersThatNeverFireAreCancelledAndLeaveNothing() throws Exception {
    try (Harness harness = Harness.start(newTransport(), Script.echo());
        Pair pair = harness.connect()) {
      int[] fired = new int[1];
      pair.served()
          .runOnLoop(() -> {
            List<LoopTimer> timers = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
              LoopTimer timer = pair.served().loop().newTimer(() -> fired[0]++);
              timer.arm(ThreadLocalRandom.current().nextLong(Duration.ofMillis(300).toNanos()));
              timers.add(timer);
            }
            timers.forEach(LoopTimer::cancel);
          });
      awaitTimer(harness, pair.served(), Duration.ofMillis(500));
      assertEquals(0, pair.served().onLoop(() -> fired[0]));
    }
  }

  @Test
  default void aTimerThatThrowsHarmsNobodyElse() throws Exception {
    try (Harness harness = Harness.start(newTransport(), Script.echo());
        Pair pair = harness.connect()) {
      pair.served()
          .runOnLoop(() ->
              pair.served()
                  .loop()
                  .newTimer(() -> {
                    throw new IllegalStateException("the test's own");
                  })
                  .arm(0));
      awaitTimer(harness, pair.served(), Duration.ofMillis(100));
      pair.write("a");
      assertEquals("a", pair.read(1));
    }
  }

  @Test
  default void theTimeOfALoopNeverGoesBack() throws Exception {
    try (Harness harness = Harness.start(newTransport(), Script.echo());
        Pair pair = harness.connect()) {
      long last = pair.served().onLoop(() -> pair.served().loop().nanoTime());
      for (int i = 0; i < 100; i++) {
        long now = pair.served().onLoop(() -> pair.served().loop().nanoTime());
        assertTrue(now - last >= 0);
        last = now;
      }
    }
  }

  /** Waits for a timer: by then others that were to fire a good while before have fired. */
  static void awaitTimer(Harness harness, Served served, Duration delay)
      throws InterruptedException {
    CompletableFuture<Boolean> fired = new CompletableFuture<>();
    served.runOnLoop(() -> served.loop().newTimer(() -> fired.complete(true)).arm(delay.toNanos()));
    harness.pass(delay.plusSeconds(1));
    assertTrue(Served.get("a timer", fired));
  }
}
