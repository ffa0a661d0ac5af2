package dev.weir.testkit.memory;

import java.time.Duration;

/**
 * How bytes travel on one connection: whole, split, late, no further, or into a reset. Asked again
 * for each stretch of bytes; an answer depends on the arguments alone, so that a run can be
 * repeated.
 */
@FunctionalInterface
public interface Link {
  /** Which way bytes travel. */
  enum Direction {
    TO_SERVER,
    TO_CLIENT
  }

  /** What happens next to the bytes of one direction. */
  sealed interface Step {
    /**
     * Some bytes arrive together.
     *
     * @param bytes at most how many; at least 1
     * @param delay after which time of the transport's clock
     */
    record Move(int bytes, Duration delay) implements Step {
      /** Checks the values. */
      public Move {
        if (bytes < 1 || delay.isNegative()) {
          throw new IllegalArgumentException(bytes + " bytes can't move after " + delay);
        }
      }
    }

    /** No byte arrives any more; nobody is told. */
    record Stall() implements Step {}

    /** Both sides see a reset. */
    record Break() implements Step {}
  }

  /**
   * What happens to the bytes from {@code offset} on.
   *
   * @param offset how many bytes have travelled that way already
   * @param available how many bytes are to travel; 0 right after some have, when only a {@link
   *     Step.Break} counts
   */
  Step next(Direction direction, long offset, int available);

  /** Everything arrives at once and whole. */
  static Link perfect() {
    return (direction, offset, available) -> Links.move(available);
  }

  /** Every byte arrives by itself, both ways. */
  static Link byteByByte() {
    return (direction, offset, available) -> Links.move(1);
  }

  /** Bytes before and after each of the offsets don't arrive together. */
  static Link splitAt(Direction direction, long... offsets) {
    return new Links.Split(direction, offsets.clone());
  }

  /** What comes at and after the offset arrives later by {@code delay}. */
  static Link delayAt(Direction direction, long offset, Duration delay) {
    return new Links.At(direction, offset, available -> new Step.Move(available, delay));
  }

  /** So many bytes arrive, and no further one. */
  static Link stallAt(Direction direction, long offset) {
    return new Links.From(direction, offset, new Step.Stall());
  }

  /** So many bytes arrive, then both sides see a reset. */
  static Link breakAt(Direction direction, long offset) {
    return new Links.From(direction, offset, new Step.Break());
  }

  /**
   * Splits and short delays in places that follow from the seed; how long the stretches are follows
   * from it too. Everything arrives in the end.
   */
  static Link chaos(long seed) {
    return new Links.Chaos(seed);
  }

  /** What is worse of both: the reset, the stall, the smaller stretch, the longer delay. */
  default Link and(Link other) {
    return (direction, offset, available) ->
        Links.worse(next(direction, offset, available), other.next(direction, offset, available));
  }
}
