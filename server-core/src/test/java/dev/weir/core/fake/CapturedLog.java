package dev.weir.core.fake;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.LoggerFactory;

/**
 * What a class logs, in place of where it goes otherwise, whatever the level of the log. Tests that
 * run beside this one write to the same logger: so one says which events are its own.
 */
public final class CapturedLog implements AutoCloseable {
  private final BlockingQueue<ILoggingEvent> events = new LinkedBlockingQueue<>();
  private final Logger logger;
  private final Level before;
  private final AppenderBase<ILoggingEvent> appender;

  public CapturedLog(Class<?> source, Level level, Predicate<ILoggingEvent> own) {
    logger = logger(source);
    before = logger.getLevel();
    appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            if (own.test(event)) {
              events.add(event);
            }
          }
        };
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(level);
    logger.setAdditive(false);
  }

  /** While another test's thread makes SLF4J ready, there is a stand-in only. */
  private static Logger logger(Class<?> source) {
    while (true) {
      if (LoggerFactory.getLogger(source) instanceof Logger ready) {
        return ready;
      }
      Thread.onSpinWait();
    }
  }

  /** The next event; waits for it. */
  public ILoggingEvent next() throws InterruptedException {
    ILoggingEvent event = events.poll(30, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("Nothing was logged by " + logger.getName());
    }
    return event;
  }

  @Override
  public void close() {
    logger.setAdditive(true);
    logger.setLevel(before);
    logger.detachAppender(appender);
  }
}
