package dev.weir.tcp;

import dev.weir.Bytes;
import dev.weir.BytesBuilder;
import dev.weir.LentBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Feeds a decoder as a stream does: piece by piece, and only when there is as much as it needs. */
final class Wire {
  /**
   * What a decoder made of an input.
   *
   * @param frames the frames, in order
   * @param rest how many bytes were left over
   * @param failed whether it refused what came after the frames
   */
  record Outcome(List<Bytes> frames, int rest, boolean failed) {}

  private final FrameDecoder decoder;
  private final long maxFrame;
  private final List<Bytes> frames = new ArrayList<>();
  private byte[] held = {};
  private int needed;
  private boolean failed;
  private int mostHeld;

  Wire(Framing framing, long maxFrame) {
    this.decoder = framing.newDecoder();
    this.maxFrame = maxFrame;
  }

  /** Decodes an input that comes in pieces of these sizes, over and over. */
  static Outcome decode(Framing framing, long maxFrame, byte[] input, List<Integer> sizes) {
    Wire wire = new Wire(framing, maxFrame);
    int at = 0;
    for (int i = 0; at < input.length; i++) {
      int count = Math.min(input.length - at, sizes.get(i % sizes.size()));
      wire.feed(input, at, count);
      at += count;
    }
    return wire.outcome();
  }

  static byte[] encode(Framing framing, List<Bytes> frames) {
    BytesBuilder wire = Bytes.builder();
    frames.forEach(frame -> framing.encode(frame, wire));
    return wire.toBytes().toByteArray();
  }

  void feed(byte[] bytes, int from, int count) {
    if (failed) {
      return;
    }
    byte[] all = Arrays.copyOf(held, held.length + count);
    System.arraycopy(bytes, from, all, held.length, count);
    held = all;
    mostHeld = Math.max(mostHeld, held.length);
    if (held.length < needed) {
      return;
    }
    LentBytes lent = LentBytes.lend(held, 0, held.length);
    try {
      while (true) {
        int before = lent.remaining();
        Bytes frame = decoder.decode(lent, maxFrame);
        if (frame == null) {
          if (lent.remaining() != before) {
            throw new AssertionError("It took bytes without giving a frame");
          }
          needed = decoder.needed();
          if (before > 0 && needed <= before) {
            throw new AssertionError("It needs " + needed + " bytes, and has had " + before);
          }
          break;
        }
        frames.add(frame);
      }
    } catch (FrameException e) {
      failed = true;
    }
    int left = lent.remaining();
    lent.revoke();
    held = Arrays.copyOfRange(held, held.length - left, held.length);
  }

  Outcome outcome() {
    return new Outcome(List.copyOf(frames), failed ? 0 : held.length, failed);
  }

  /** The most bytes that had to be kept for it at once. */
  int mostHeld() {
    return mostHeld;
  }
}
