package dev.weir.core.http;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Time off the event loops.
 *
 * @param wall the date
 * @param nanos the time of {@link System#nanoTime}, as the loops have it
 */
public record HttpClock(InstantSource wall, LongSupplier nanos) {
  /** The system's. */
  public static final HttpClock SYSTEM = new HttpClock(InstantSource.system(), System::nanoTime);
}
