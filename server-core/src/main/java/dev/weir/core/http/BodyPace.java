package dev.weir.core.http;

import dev.weir.Limits;
import dev.weir.http.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Whether a client sends a body fast enough: it is never silent for too long, and all in all, a
 * grace aside, no slower than the least rate. Else one that sends a byte a second could hold a
 * handler for days. Only time counts in which the client could send: neither a pause because enough
 * is there, nor the wait for a 100. One of several on a {@link SharedLine} is fast enough, too, if
 * all of them are together. On the loop.
 */
public final class BodyPace {
  /**
   * Between two looks. A body that is late gets a second one, after the loop has read: what has
   * come may have waited for a loop that was held, or for the garbage collector.
   */
  private static final long LOOK_NANOS = 100_000_000L;

  private static final double NANOS_PER_SECOND = 1e9;

  private final Rule rule;
  private final @Nullable SharedLine line;
  private final double shareBefore;
  private long bytes;
  private long awaitedNanos; // until lastNanos
  private long lastNanos;
  private boolean held;
  private boolean late;
  private boolean ended;

  /** The one body of its connection, of which nothing has come by {@code now}. */
  public BodyPace(Rule rule, long now) {
    this(rule, null, now);
  }

  /** A body of which nothing has come by {@code now}, and which others may come beside. */
  public BodyPace(Rule rule, @Nullable SharedLine line, long now) {
    this.rule = rule;
    this.line = line;
    this.shareBefore = line == null ? 0 : line.share();
    this.lastNanos = now;
    joinLine();
  }

  private void joinLine() {
    if (line != null && rule.minRate() > 0) { // else nothing is asked of it, and it takes no share
      line.joins();
    }
  }

  private void leaveLine() {
    if (line != null && rule.minRate() > 0) {
      line.leaves();
    }
  }

  /** Some of it came. */
  public void came(int count, long now) {
    resume(now);
    bytes += count;
    if (line != null) {
      line.came(count);
    }
  }

  /** From now on the client can't send, or needn't. */
  public void hold(long now) {
    count(now);
    if (!held) {
      held = true;
      leaveLine();
    }
  }

  /** The client can send again, or was told that it may send more. */
  public void resume(long now) {
    if (ended) {
      return;
    }
    count(now);
    lastNanos = now;
    if (held) {
      held = false;
      joinLine();
    }
  }

  /** It is complete, or nobody waits for it any more. */
  public void end(long now) {
    hold(now);
    ended = true;
  }

  private void count(long now) {
    if (!held) {
      awaitedNanos += now - lastNanos;
      lastNanos = now;
    }
  }

  /**
   * In how many nanoseconds to look again; not above 0 if it is too slow, as {@link #problem} says.
   *
   * @param awaited whether the client could send; what it was kept from counts from the last look
   */
  public long dueIn(boolean awaited, long now) {
    if (!awaited) {
      hold(now);
      return Math.max(rule.graceNanos(), LOOK_NANOS);
    }
    if (held) {
      resume(now); // its time begins late rather than early
    }
    if (silentIn(now) <= 0) {
      return 0;
    }
    long slow = slowIn(now);
    boolean again = slow > 0 || !late;
    late = slow <= 0;
    return again ? Math.max(LOOK_NANOS, Math.min(silentIn(now), slow)) : 0;
  }

  private long silentIn(long now) {
    return lastNanos + rule.progressNanos() - now;
  }

  private long slowIn(long now) {
    if (rule.minRate() == 0) {
      return Long.MAX_VALUE;
    }
    double own = (double) bytes;
    double credited = line == null ? own : Math.max(own, line.share() - shareBefore);
    double allowed = rule.graceNanos() + credited * (NANOS_PER_SECOND / rule.minRate());
    return (long) (allowed - (awaitedNanos + (now - lastNanos)));
  }

  /** What is wrong with one that is too slow. */
  public Problem problem(long now) {
    return Problem.of(
        408,
        silentIn(now) <= 0
            ? "The body stalled"
            : "The body came too slowly: fewer than " + rule.minRate() + " bytes a second");
  }

  /**
   * What is asked of a client.
   *
   * @param progressNanos the longest silence
   * @param minRate bytes a second; 0 asks for none
   * @param graceNanos what a body may take beyond what its bytes take at the least rate
   */
  public record Rule(long progressNanos, long minRate, long graceNanos) {
    /** As the limits say. */
    public static Rule of(Limits limits) {
      return new Rule(
          limits.get(Limits.PROGRESS_TIMEOUT).toNanos(),
          limits.get(Limits.MIN_BODY_RATE),
          limits.get(Limits.BODY_GRACE).toNanos());
    }
  }
}
