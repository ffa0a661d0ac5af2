package dev.weir.internal;

import dev.weir.LentBytes;
import dev.weir.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * The array underneath lent bytes, for the core's engines: they scan it in one loop and check the
 * lend once a call instead of once a byte. They never write to it and never keep it.
 */
@Internal
public final class LentArrays {
  private static @Nullable Access access;

  private LentArrays() {}

  /** What {@link LentBytes} lends to the core. */
  public interface Access {
    /** As {@link LentBytes#lend}, of bytes that come to the array when somebody looks at them. */
    LentBytes lend(byte[] array, int from, int to, UnreadBytes unread);

    /** The array, after a check that the lend stands. */
    byte[] array(LentBytes bytes);

    /** The index in the array of the next byte. */
    int position(LentBytes bytes);

    /** The index in the array after the last byte. */
    int limit(LentBytes bytes);

    /** Moves the position to an index in the array. */
    void position(LentBytes bytes, int position);
  }

  /** Called once, by {@link LentBytes} when it is loaded. */
  public static void install(Access granted) {
    if (access != null) {
      throw new IllegalStateException("Access to lent arrays is granted once only");
    }
    access = granted;
  }

  /** The access; to be kept in a static final field. */
  public static Access access() {
    Access granted = access;
    if (granted == null) {
      // Lending nothing loads the class, which installs the access.
      LentBytes.lend(new byte[0], 0, 0).revoke();
      granted = access;
    }
    if (granted == null) {
      throw new IllegalStateException("LentBytes didn't grant access");
    }
    return granted;
  }
}
