package dev.weir.codec.json;

import com.fasterxml.jackson.core.util.BufferRecycler;
import org.jspecify.annotations.Nullable;

/**
 * Jackson's buffers for one parser or generator at a time, which {@link SlotPool} sees to. So
 * taking and returning one needs no atomic operation, of which Jackson's own has four for each
 * answer.
 */
final class UnsharedBuffers extends BufferRecycler {
  private static final int KINDS = 4;

  private final byte[] @Nullable [] bytes = new byte[KINDS][];
  private final char[] @Nullable [] chars = new char[KINDS][];

  UnsharedBuffers() {
    super(0, 0); // what it would keep itself
  }

  @Override
  public byte[] allocByteBuffer(int kind, int atLeast) {
    int length = Math.max(atLeast, byteBufferLength(kind));
    byte[] kept = bytes[kind];
    bytes[kind] = null;
    return kept != null && kept.length >= length ? kept : balloc(length);
  }

  @Override
  public void releaseByteBuffer(int kind, byte[] buffer) {
    byte[] kept = bytes[kind];
    if (kept == null || kept.length < buffer.length) {
      bytes[kind] = buffer;
    }
  }

  @Override
  public char[] allocCharBuffer(int kind, int atLeast) {
    int length = Math.max(atLeast, charBufferLength(kind));
    char[] kept = chars[kind];
    chars[kind] = null;
    return kept != null && kept.length >= length ? kept : calloc(length);
  }

  @Override
  public void releaseCharBuffer(int kind, char[] buffer) {
    char[] kept = chars[kind];
    if (kept == null || kept.length < buffer.length) {
      chars[kind] = buffer;
    }
  }
}
