package dev.weir.core.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Takes the mask off (RFC 6455, section 5.3), eight octets at a time. */
final class Masking {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Masking() {}

  /**
   * Copies octets and unmasks them.
   *
   * @param offset how many octets of the frame came before
   */
  static void unmask(
      byte[] source, int from, byte[] target, int to, int count, int mask, long offset) {
    int rotated = Integer.rotateLeft(mask, (int) (offset & 3) * 8);
    long wide = (long) rotated << 32 | rotated & 0xffffffffL;
    int i = 0;
    for (; i <= count - 8; i += 8) {
      LONGS.set(target, to + i, (long) LONGS.get(source, from + i) ^ wide);
    }
    for (; i < count; i++) {
      target[to + i] = (byte) (source[from + i] ^ rotated >>> 24 - 8 * (i & 3));
    }
  }
}
