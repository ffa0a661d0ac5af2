package dev.weir;

import dev.weir.annotation.Preview;
import org.jspecify.annotations.Nullable;

/**
 * {@link LentBytes} were read after the call they were lent for, or by another thread. It is a
 * mistake in the program: copy what has to live longer with {@link LentBytes#readBytes}.
 */
@Preview
public final class StaleLendException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  StaleLendException(@Nullable Thread owner) {
    super(
        owner == null
            ? "Lent bytes were used after the call they were lent for; copy them with readBytes"
            : "Lent bytes belong to thread "
                + owner.getName()
                + " and were used by "
                + Thread.currentThread().getName()
                + "; copy them with readBytes before handing them on");
  }
}
