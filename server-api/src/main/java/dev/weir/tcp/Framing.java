package dev.weir.tcp;

import dev.weir.ByteOutput;
import dev.weir.Bytes;
import dev.weir.annotation.Stable;

/**
 * How frames are told apart on a stream of bytes. Unchanging, used by many connections at once;
 * what belongs to one of them is in its {@link FrameDecoder}. Your own is a class with these two
 * methods.
 */
@Stable
public interface Framing {
  /** A decoder for one connection. */
  FrameDecoder newDecoder();

  /**
   * Writes a frame with what frames it.
   *
   * @throws IllegalArgumentException if the frame can't be written in this framing, saying why;
   *     then nothing was written, since on the event loop what was can't be taken back
   */
  void encode(Bytes frame, ByteOutput output);

  /** A big-endian length of 4 bytes before each frame. */
  static LengthPrefix lengthPrefixed() {
    return LengthPrefix.DEFAULT;
  }

  /** A big-endian length of 1, 2, 3, 4 or 8 bytes before each frame. */
  static LengthPrefix lengthPrefixed(int width) {
    return LengthPrefix.DEFAULT.withWidth(width);
  }

  /** Frames that end with a delimiter, which isn't part of them. */
  static Framing delimited(Bytes delimiter) {
    return new Delimiter(delimiter);
  }

  /** Frames that end with LF or CRLF, which isn't part of them; CRLF is written. */
  static Framing lines() {
    return new Lines();
  }

  /** Frames of the same size each. */
  static Framing fixedSize(int size) {
    return new FixedSize(size);
  }

  /** A length in base 128, low groups first, of at most 5 bytes, before each frame. */
  static Framing varint() {
    return new Varint();
  }
}
