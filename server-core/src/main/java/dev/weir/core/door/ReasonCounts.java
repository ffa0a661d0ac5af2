package dev.weir.core.door;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * A count for each of several reasons. Any thread.
 *
 * @param <R> the reasons
 */
public final class ReasonCounts<R extends Enum<R>> {
  private final Class<R> reasons;
  private final Map<R, LongAdder> counts; // filled once, then only read

  /** With all at 0. */
  public ReasonCounts(Class<R> reasons) {
    this.reasons = reasons;
    this.counts = new EnumMap<>(reasons);
    for (R reason : reasons.getEnumConstants()) {
      counts.put(reason, new LongAdder());
    }
  }

  /** One more. */
  public void add(R reason) {
    Objects.requireNonNull(counts.get(reason)).increment();
  }

  /** All of them now. */
  public Map<R, Long> counts() {
    Map<R, Long> now = new EnumMap<>(reasons);
    counts.forEach((reason, count) -> now.put(reason, count.sum()));
    return now;
  }
}
