package dev.weir.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoopWatchdogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(LoopWatchdog.class);
  private final BlockingQueue<ILoggingEvent> events = new LinkedBlockingQueue<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          events.add(event);
        }
      };

  @BeforeEach
  void listen() {
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(appender);
  }

  @Test
  void aHeldLoopIsReportedOnceWithItsStackAndAgainWhenItGoesOn() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (FakeLoop loop = new FakeLoop();
        LoopWatchdog watchdog = LoopWatchdog.start(List.of(loop), Duration.ofMillis(20))) {
      loop.execute(() -> holdTheLoop(release));
      ILoggingEvent held = events.poll(20, TimeUnit.SECONDS);
      assertThat(held.getFormattedMessage()).contains("Event loop 0 has been held", "20 ms");
      assertThat(held.getThrowableProxy().getStackTraceElementProxyArray())
          .anySatisfy(frame ->
              assertThat(frame.getStackTraceElement().getMethodName()).isEqualTo("holdTheLoop"));
      release.countDown();
      ILoggingEvent goesOn = events.poll(20, TimeUnit.SECONDS);
      assertThat(goesOn.getFormattedMessage()).contains("Event loop 0 goes on");
      assertThat(watchdog).isNotNull();
    }
  }

  private static void holdTheLoop(CountDownLatch release) {
    boolean released = false;
    while (!released) {
      Thread.onSpinWait(); // busy, so that its stack isn't that of a loop at rest
      released = release.getCount() == 0;
    }
  }
}
