package dev.weir;

import dev.weir.annotation.Stable;
import java.util.Arrays;

/** Collects what is written into one {@link Bytes}. Not for several threads at once. */
@Stable
public final class BytesBuilder extends ByteOutput {
  private static final int INITIAL_CAPACITY = 256;

  BytesBuilder() {
    super(new byte[INITIAL_CAPACITY], 0, INITIAL_CAPACITY);
  }

  /** What was written so far, as a copy; writing may go on. */
  public Bytes toBytes() {
    return Bytes.copyOf(array, 0, position);
  }

  /** Forgets what was written and keeps the memory for what comes. */
  public void clear() {
    position = 0;
  }

  @Override
  public long size() {
    return position;
  }

  @Override
  protected void makeRoom(int atLeast) {
    int needed = Math.addExact(position, atLeast);
    int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * array.length);
    array = Arrays.copyOf(array, Math.max(needed, doubled));
    limit = array.length;
  }
}
