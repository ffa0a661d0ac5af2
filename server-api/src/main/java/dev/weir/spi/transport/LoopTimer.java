package dev.weir.spi.transport;

import dev.weir.annotation.Preview;

/** A timer of an event loop. On the loop only. */
@Preview
public interface LoopTimer {
  /**
   * Runs the task once, at least {@code nanos} from the loop's time on, and at most some 50
   * milliseconds or 2 % later than that, whichever is more. Armed already, it is armed anew.
   */
  void arm(long nanos);

  /** Disarms it; harmless if it isn't armed. */
  void cancel();

  /** Whether it is armed. */
  boolean isArmed();
}
