package dev.weir.testkit.codec;

import dev.weir.ByteOutput;
import dev.weir.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Gives memory in the smallest pieces allowed, and sees who writes outside of them. */
final class GuardedOutput extends ByteOutput {
  private static final int MARGIN = 8;
  private static final byte GUARD = (byte) 0xa5;

  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

  GuardedOutput() {
    super(new byte[0], 0, 0);
  }

  @Override
  protected void makeRoom(int atLeast) {
    take();
    array = new byte[MARGIN + atLeast + MARGIN];
    Arrays.fill(array, GUARD);
    position = MARGIN;
    limit = MARGIN + atLeast;
  }

  private void take() {
    if (array.length == 0) {
      return;
    }
    for (int i = 0; i < MARGIN; i++) {
      if (array[i] != GUARD || array[array.length - 1 - i] != GUARD) {
        throw new AssertionError("The encoder wrote outside of the room it was given");
      }
    }
    taken.write(array, MARGIN, position - MARGIN);
    array = new byte[0];
    position = 0;
    limit = 0;
  }

  @Override
  public long size() {
    return (long) taken.size() + (array.length == 0 ? 0 : position - MARGIN);
  }

  Bytes toBytes() {
    take();
    return Bytes.copyOf(taken.toByteArray());
  }
}
