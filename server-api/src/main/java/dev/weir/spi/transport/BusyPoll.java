package dev.weir.spi.transport;

import dev.weir.annotation.Preview;
import dev.weir.config.Setting;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether an event loop that has nothing to do looks at its sockets for a moment before it sleeps.
 * What comes meanwhile is answered at once, where to be woken takes longer than most requests do.
 *
 * <p>Only while waits are short, of less than {@value #SHORT_WAIT_LOOKS} such moments: else it
 * would hold a processor for nothing. The loop says when it would sleep ({@link #begins}), looks
 * without waiting as long as {@link #goesOn} says, sleeps if nothing came, and says when something
 * did ({@link #ended}).
 *
 * <p>For the loop's thread only.
 */
@Preview
public final class BusyPoll {
  private static final int SHORT_WAIT_LOOKS = 10;

  /** How long the moment is; for transports whose loops sleep. */
  public static final Setting<Integer> MICROS =
      Setting.integer(
          "busy-poll-micros",
          2,
          0,
          100,
          "microseconds for which a loop whose waits are short looks at its sockets before it"
              + " sleeps; 0 for none");

  private final long nanos;
  private final LongSupplier nanoTime;
  private long began;
  private boolean waitsAreShort;

  /**
   * For one loop.
   *
   * @param micros a value of {@link #MICROS}
   * @param nanoTime {@link System#nanoTime}, or what stands for it
   */
  public BusyPoll(int micros, LongSupplier nanoTime) {
    this.nanos = TimeUnit.MICROSECONDS.toNanos(micros);
    this.nanoTime = nanoTime;
  }

  /** A wait begins: whether it does with looks, of which the first is due. */
  public boolean begins() {
    if (nanos == 0) {
      return false;
    }
    began = nanoTime.getAsLong();
    return waitsAreShort;
  }

  /** Whether to look once more, after one that found nothing. */
  public boolean goesOn() {
    return nanoTime.getAsLong() - began < nanos;
  }

  /**
   * The wait that began last is over, whatever ended it.
   *
   * @param now by the loop's clock, from when something was there to do
   */
  public void ended(long now) {
    waitsAreShort = now - began < SHORT_WAIT_LOOKS * nanos;
  }
}
