package dev.weir.core.dispatch;

import dev.weir.spi.transport.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports who holds an event loop: with the stack trace of the loop's thread, once per stall and
 * not too often, and again when it ends. It asks each loop for a sign of life, as often as a stall
 * is long; requests pay nothing for it.
 */
public final class LoopWatchdog implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(LoopWatchdog.class);

  /** Between two stack traces of one loop: who keeps a server busy shouldn't also fill its log. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** Between two looks at where a loop rests: four minutes, at four a second. */
  private static final int MAX_LOOKS_BETWEEN = 1_023;

  private final long stallNanos;
  private final long pauseNanos;
  private final List<Watched> loops;
  private final Thread thread;
  private volatile boolean closed;

  private LoopWatchdog(List<? extends EventLoop> loops, Duration stall, Duration pause) {
    this.stallNanos = stall.toNanos();
    this.pauseNanos = pause.toNanos();
    this.loops = loops.stream().map(Watched::new).toList();
    this.thread = Thread.ofPlatform().daemon().name("weir-watchdog").unstarted(this::watch);
  }

  /** Watches from now on. */
  public static LoopWatchdog start(List<? extends EventLoop> loops, Duration stall) {
    return start(loops, stall, PAUSE);
  }

  static LoopWatchdog start(List<? extends EventLoop> loops, Duration stall, Duration pause) {
    LoopWatchdog watchdog = new LoopWatchdog(loops, stall, pause);
    watchdog.thread.start();
    return watchdog;
  }

  private void watch() {
    while (!closed) {
      long before = System.nanoTime();
      LockSupport.parkNanos(this, stallNanos);
      long slept = System.nanoTime() - before;
      // If this thread itself came late, the machine or a collection stood still, not a handler.
      boolean trusted = slept < 2 * stallNanos;
      for (Watched loop : loops) {
        loop.look(trusted);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private final class Watched {
    private final EventLoop loop;
    private volatile boolean answered = true;
    private volatile long answeredAt;
    private long askedAt;
    private boolean held;
    private boolean reported;
    private long reportedAt;
    private int unreported;
    private boolean ended;

    // Where the thread is when it waits for the system: where it was seen twice in a row.
    private @Nullable StackTraceElement rest;
    private @Nullable StackTraceElement lastSeen;
    private int looksUntilSeen;
    private int looksBetween;

    Watched(EventLoop loop) {
      this.loop = loop;
    }

    void look(boolean trusted) {
      if (ended) {
        return;
      }
      if (answered) {
        if (held) {
          goesOn();
        }
        learnRest();
        ask();
      } else if (trusted && !reported && System.nanoTime() - askedAt >= stallNanos) {
        StackTraceElement[] stack = loop.thread().getStackTrace();
        // At rest it has been asked and gets no processor: nobody's handler is to blame for that.
        if (!answered && !isAtRest(stack)) {
          held = true;
          if (reportedAt == 0 || System.nanoTime() - reportedAt >= pauseNanos) {
            report(stack);
          }
        }
      }
    }

    private void goesOn() {
      held = false;
      if (!reported) {
        unreported++;
        return;
      }
      reported = false;
      LOGGER.warn(
          "Event loop {} goes on after it was held for some {} ms",
          loop.index(),
          TimeUnit.NANOSECONDS.toMillis(answeredAt - askedAt));
    }

    /** Ever more rarely, since a loop is stopped for it and a busy one isn't found at rest. */
    private void learnRest() {
      if (rest != null || askedAt == 0 || looksUntilSeen-- > 0) {
        return;
      }
      StackTraceElement seen = top(loop.thread().getStackTrace());
      rest = seen != null && seen.equals(lastSeen) ? seen : null;
      lastSeen = seen;
      looksUntilSeen = looksBetween;
      looksBetween = Math.min(MAX_LOOKS_BETWEEN, 2 * looksBetween + 1);
    }

    private boolean isAtRest(StackTraceElement[] stack) {
      StackTraceElement top = top(stack);
      return top != null && top.equals(rest);
    }

    private static @Nullable StackTraceElement top(StackTraceElement[] stack) {
      return stack.length == 0 ? null : stack[0];
    }

    private void ask() {
      answered = false;
      askedAt = System.nanoTime();
      try {
        loop.execute(() -> {
          answeredAt = System.nanoTime();
          answered = true;
        });
      } catch (RejectedExecutionException e) {
        ended = true;
      }
    }

    private void report(StackTraceElement[] stack) {
      LOGGER.warn(
          "Event loop {} has been held for more than {} ms, and all its connections wait: what runs"
              + " there must not block (run it with Dispatch.VIRTUAL_THREAD or CPU_POOL); {} times"
              + " since the last such line it was held and not reported",
          loop.index(),
          TimeUnit.NANOSECONDS.toMillis(stallNanos),
          unreported,
          new LoopHeldException(loop.thread().getName(), stack));
      reported = true;
      reportedAt = System.nanoTime();
      unreported = 0;
    }
  }

  /** Never thrown: carries the stack trace of another thread into the log. */
  private static final class LoopHeldException extends Exception {
    private static final long serialVersionUID = 1L;

    LoopHeldException(String thread, StackTraceElement[] stack) {
      super("stack of " + thread);
      setStackTrace(stack);
    }
  }
}
