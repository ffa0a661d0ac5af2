package dev.weir.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.weir.core.fake.CapturedLog;
import dev.weir.core.fake.FakeLoop;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.LoopTimer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopWatchdogTest {
  /** The servers of other tests have watchdogs too, of loops with small numbers. */
  private static final int INDEX = 77;

  @Test
  void aHeldLoopIsReportedOnceWithItsStackAndAgainWhenItGoesOn() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (FakeLoop loop = new FakeLoop(INDEX);
        CapturedLog log = new CapturedLog(LoopWatchdog.class, Level.WARN, this::isOurs);
        LoopWatchdog watchdog = LoopWatchdog.start(List.of(loop), Duration.ofMillis(20))) {
      loop.execute(() -> holdTheLoop(release));
      ILoggingEvent held = log.next();
      assertThat(held.getFormattedMessage()).contains("Event loop 77 has been held", "20 ms");
      assertThat(held.getThrowableProxy().getStackTraceElementProxyArray())
          .anySatisfy(frame ->
              assertThat(frame.getStackTraceElement().getMethodName()).isEqualTo("holdTheLoop"));
      release.countDown();
      assertThat(log.next().getFormattedMessage()).contains("Event loop 77 goes on");
      assertThat(watchdog).isNotNull();
    }
  }

  @Test
  void aLoopThatRestsWhereItAlwaysDoesButIsGivenNoProcessorIsNotReported() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    RestingLoop resting = new RestingLoop(10); // by then the watchdog knows where the thread waits
    try (resting;
        FakeLoop held = new FakeLoop(INDEX);
        CapturedLog log = new CapturedLog(LoopWatchdog.class, Level.WARN, this::isOurs);
        LoopWatchdog watchdog = LoopWatchdog.start(List.of(resting, held), Duration.ofMillis(20))) {
      assertThat(resting.answeredOften.await(30, TimeUnit.SECONDS)).isTrue();
      resting.answers = false;
      assertThat(resting.leftOne.await(30, TimeUnit.SECONDS)).isTrue();
      held.execute(() -> holdTheLoop(release));
      // The watchdog looks at the resting loop first, which has been silent for longer.
      ILoggingEvent first = log.next();
      assertThat(first.getFormattedMessage()).contains("Event loop 77 has been held");
      release.countDown();
      assertThat(watchdog).isNotNull();
    }
  }

  @Test
  void aLoopThatIsHeldAgainSoonAfterIsNotReportedAgain() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch rest = new CountDownLatch(1);
    try (FakeLoop often = new FakeLoop(INDEX);
        FakeLoop once = new FakeLoop(INDEX + 1);
        CapturedLog log = new CapturedLog(LoopWatchdog.class, Level.WARN, this::isOurs);
        LoopWatchdog watchdog =
            LoopWatchdog.start(
                List.of(often, once), Duration.ofMillis(20), Duration.ofMinutes(10))) {
      often.execute(() -> holdTheLoop(first));
      assertThat(log.next().getFormattedMessage()).contains("Event loop 77 has been held");
      first.countDown();
      assertThat(log.next().getFormattedMessage()).contains("Event loop 77 goes on");
      often.execute(() -> holdTheLoop(rest));
      once.execute(() -> holdTheLoop(rest));
      // The watchdog looks at the other loop first.
      assertThat(log.next().getFormattedMessage()).contains("Event loop 78 has been held");
      rest.countDown();
      assertThat(watchdog).isNotNull();
    }
  }

  @Test
  void aLoopThatIsHeldForLongIsReportedOnceItMayBeAgain() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    try (FakeLoop loop = new FakeLoop(INDEX);
        CapturedLog log = new CapturedLog(LoopWatchdog.class, Level.WARN, this::isOurs);
        LoopWatchdog watchdog =
            LoopWatchdog.start(List.of(loop), Duration.ofMillis(20), Duration.ofMillis(200))) {
      loop.execute(() -> holdTheLoop(first));
      assertThat(log.next().getFormattedMessage()).contains("Event loop 77 has been held");
      first.countDown();
      assertThat(log.next().getFormattedMessage()).contains("Event loop 77 goes on");
      loop.execute(() -> holdTheLoop(second));
      assertThat(log.next().getFormattedMessage()).contains("Event loop 77 has been held");
      second.countDown();
      assertThat(log.next().getFormattedMessage()).contains("Event loop 77 goes on");
      assertThat(watchdog).isNotNull();
    }
  }

  @Test
  void aLoopThatIsNeverFoundAtRestIsStoppedEverMoreRarelyToLookWhereItIs() throws Exception {
    BusyLoop busy = new BusyLoop();
    try (busy;
        LoopWatchdog watchdog = LoopWatchdog.start(List.of(busy), Duration.ofMillis(1))) {
      assertThat(busy.answeredOften.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(busy.lookedAt).hasValue(8); // after 1, 2, 4, ... 128 of the 200 answers
      assertThat(watchdog).isNotNull();
    }
  }

  /** Its thread is at another place each time it is looked at; counted until the last answer. */
  private static final class BusyLoop extends RestingLoop {
    final AtomicInteger lookedAt = new AtomicInteger();

    BusyLoop() {
      super(200);
    }

    @Override
    public Thread thread() {
      if (answeredOften.getCount() > 0) {
        lookedAt.incrementAndGet();
      }
      return lookedAt.get() % 2 == 0 ? super.thread() : Thread.currentThread();
    }
  }

  /** Its thread waits at one place, whatever it is asked; others answer for it, while they do. */
  private static class RestingLoop implements EventLoop, AutoCloseable {
    final CountDownLatch answeredOften;

    final CountDownLatch leftOne = new CountDownLatch(1);
    volatile boolean answers = true;

    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });

    /**
     * One that counts its answers.
     *
     * @param often how many the latch is for
     */
    RestingLoop(int often) {
      answeredOften = new CountDownLatch(often);
    }

    @Override
    public int index() {
      return INDEX + 1;
    }

    @Override
    public Thread thread() {
      return thread;
    }

    @Override
    public void execute(Runnable task) {
      if (answers) {
        task.run();
        answeredOften.countDown();
      } else {
        leftOne.countDown();
      }
    }

    @Override
    public boolean inLoop() {
      return Thread.currentThread() == thread;
    }

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public long currentTimeMillis() {
      return System.currentTimeMillis();
    }

    @Override
    public LoopTimer newTimer(Runnable task) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      end.countDown();
    }
  }

  private boolean isOurs(ILoggingEvent event) {
    return event.getArgumentArray()[0] instanceof Integer index
        && (index == INDEX || index == INDEX + 1);
  }

  private static void holdTheLoop(CountDownLatch release) {
    boolean released = false;
    while (!released) {
      Thread.onSpinWait(); // busy, so that its stack isn't that of a loop at rest
      released = release.getCount() == 0;
    }
  }
}
