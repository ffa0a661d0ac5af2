package dev.weir.core.http1;

import dev.weir.LentBytes;
import dev.weir.internal.LentArrays;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Request heads that came not long ago. A client mostly sends the same head again and again, or but
 * a few different ones: to compare its octets costs a tenth of parsing and copying it, and what was
 * read from them can be shared, as it never changes.
 *
 * <p>Whatever is found was parsed from the same octets under the same limits, so nothing else could
 * come of parsing them. Heads with credentials aren't kept: nobody learns from the time of an
 * answer whether somebody else has sent them before, and they don't outlive their request.
 *
 * <p>A small table without chains: two heads that meet in a slot replace each other. On one loop.
 */
final class KnownHeads {
  private static final LentArrays.Access LENT = LentArrays.access();
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int SLOTS = 64;

  /** The octets that say in which slot to look: the request line as far as heads mostly differ. */
  private static final int SAMPLE = 32;

  /** A longer head isn't kept: the table takes at most some 100 KiB. */
  private static final int MAX_OCTETS = 1 << 10;

  private final @Nullable RequestFraming[] slots = new RequestFraming[SLOTS];

  /**
   * Takes a complete head from the start of what is lent if it is known; else null, and nothing.
   */
  @Nullable RequestFraming take(LentBytes input) {
    byte[] array = LENT.array(input);
    int from = LENT.position(input);
    int there = LENT.limit(input) - from;
    if (there < SAMPLE) {
      return null;
    }
    RequestFraming known = slots[slot(array, from)];
    if (known == null) {
      return null;
    }
    byte[] octets = known.octets();
    if (octets.length > there
        || !Arrays.equals(octets, 0, octets.length, array, from, from + octets.length)) {
      return null;
    }
    LENT.position(input, from + octets.length);
    return known;
  }

  /** Keeps a head that was parsed, if it is one to be kept. */
  void keep(RequestFraming framing) {
    byte[] octets = framing.octets();
    if (octets.length >= SAMPLE && octets.length <= MAX_OCTETS && framing.isForAll()) {
      slots[slot(octets, 0)] = framing;
    }
  }

  private static int slot(byte[] array, int from) {
    long mixed = (long) LONGS.get(array, from);
    mixed = mixed * 31 + (long) LONGS.get(array, from + 8);
    mixed = mixed * 31 + (long) LONGS.get(array, from + 16);
    mixed = mixed * 31 + (long) LONGS.get(array, from + 24);
    return (int) (mixed * 0x9e37_79b9_7f4a_7c15L >>> 58); // the upper six bits: 64 slots
  }
}
