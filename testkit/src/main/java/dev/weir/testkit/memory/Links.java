package dev.weir.testkit.memory;

import dev.weir.testkit.memory.Link.Direction;
import dev.weir.testkit.memory.Link.Step;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.IntFunction;

/** The links that {@link Link} makes. */
final class Links {
  private Links() {}

  static Step move(long bytes) {
    return new Step.Move((int) Math.max(1, bytes), Duration.ZERO);
  }

  static Step worse(Step one, Step other) {
    if (one instanceof Step.Move a && other instanceof Step.Move b) {
      return new Step.Move(
          Math.min(a.bytes(), b.bytes()),
          a.delay().compareTo(b.delay()) > 0 ? a.delay() : b.delay());
    }
    if (one instanceof Step.Break || other instanceof Step.Break) {
      return new Step.Break();
    }
    return new Step.Stall();
  }

  /** Stops at some offsets. */
  record Split(Direction direction, long[] offsets) implements Link {
    @Override
    public Step next(Direction asked, long offset, int available) {
      long stop =
          asked != direction
              ? Long.MAX_VALUE
              : Arrays.stream(offsets).filter(at -> at > offset).min().orElse(Long.MAX_VALUE);
      return move(Math.min(available, stop - offset));
    }
  }

  /** Does something at one offset. */
  record At(Direction direction, long at, IntFunction<Step> what) implements Link {
    @Override
    public Step next(Direction asked, long offset, int available) {
      if (asked != direction || offset > at || available == 0) {
        return move(available);
      }
      return offset == at ? what.apply(available) : move(Math.min(available, at - offset));
    }
  }

  /** Ends in a step. */
  record From(Direction direction, long from, Step last) implements Link {
    @Override
    public Step next(Direction asked, long offset, int available) {
      if (asked != direction) {
        return move(available);
      }
      return offset >= from ? last : move(Math.min(available, from - offset));
    }
  }

  /** Whether there is a boundary follows from seed and offset, whatever was asked before. */
  record Chaos(long seed) implements Link {
    private static final int[] MEAN_STRETCHES = {1, 2, 3, 7, 16, 64, 512, 4096};
    private static final int DELAYED_ONE_IN = 16;
    private static final int MAX_DELAY_MILLIS = 40;

    @Override
    public Step next(Direction direction, long offset, int available) {
      long flow = mix(direction == Direction.TO_SERVER ? seed : ~seed);
      int mean = MEAN_STRETCHES[(int) Math.floorMod(flow, (long) MEAN_STRETCHES.length)];
      int count = 1;
      while (count < available && Math.floorMod(mix(flow + offset + count), (long) mean) != 0) {
        count++;
      }
      long dice = mix(~flow + offset);
      Duration delay =
          Math.floorMod(dice, (long) DELAYED_ONE_IN) == 0
              ? Duration.ofMillis(Math.floorMod(dice >> 8, (long) MAX_DELAY_MILLIS))
              : Duration.ZERO;
      return new Step.Move(count, delay);
    }

    /** The finalizer of SplitMix64: neighbouring numbers give unrelated ones. */
    private static long mix(long value) {
      long z = value + 0x9e3779b97f4a7c15L;
      z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
      z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
      return z ^ z >>> 31;
    }
  }
}
