package dev.weir.core.http;

import dev.weir.Limits;
import dev.weir.http.Problem;

/**
 * Whether a client sends a body fast enough: it is never silent for too long, and all in all, a
 * grace aside, no slower than the least rate. Else one that sends a byte a second could hold a
 * handler for days. Only time counts in which the client could send: neither a pause because enough
 * is there, nor the wait for a 100. On the loop.
 */
public final class BodyPace {
  /**
   * A body that is late gets this second look, after the loop has read: what has come may have
   * waited for a loop that was held, or for the garbage collector.
   */
  private static final long SECOND_LOOK_NANOS = 100_000_000L;

  private static final double NANOS_PER_SECOND = 1e9;

  private final Rule rule;
  private long bytes;
  private long awaitedNanos; // until lastNanos
  private long lastNanos;
  private boolean held;
  private boolean late;

  /** A body of which nothing has come by {@code now}. */
  public BodyPace(Rule rule, long now) {
    this.rule = rule;
    this.lastNanos = now;
  }

  /** Some of it came. */
  public void came(int count, long now) {
    resume(now);
    bytes += count;
  }

  /** From now on the client can't send, or needn't. */
  public void hold(long now) {
    count(now);
    held = true;
  }

  /** The client can send again, or was told that it may send more. */
  public void resume(long now) {
    count(now);
    held = false;
    lastNanos = now;
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
      if (!held) {
        hold(now);
      }
      return rule.graceNanos();
    }
    if (held) {
      resume(now); // its time begins late rather than early
    }
    long silence = silentIn(now);
    long due = Math.min(silence, slowIn(now));
    if (due > 0 || silence <= 0) {
      late = false;
      return due;
    }
    if (late) {
      return due;
    }
    late = true;
    return SECOND_LOOK_NANOS;
  }

  private long silentIn(long now) {
    return lastNanos + rule.progressNanos() - now;
  }

  private long slowIn(long now) {
    if (rule.minRate() == 0) {
      return Long.MAX_VALUE;
    }
    double allowed = rule.graceNanos() + bytes * (NANOS_PER_SECOND / rule.minRate());
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
