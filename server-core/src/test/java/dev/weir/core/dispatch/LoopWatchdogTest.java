package dev.weir.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.weir.core.fake.CapturedLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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

  private boolean isOurs(ILoggingEvent event) {
    return event.getArgumentArray()[0].equals(INDEX);
  }

  private static void holdTheLoop(CountDownLatch release) {
    boolean released = false;
    while (!released) {
      Thread.onSpinWait(); // busy, so that its stack isn't that of a loop at rest
      released = release.getCount() == 0;
    }
  }
}
