package dev.weir.core.http2;

import static dev.weir.core.http2.ConnectionException.frameSize;
import static dev.weir.core.http2.ConnectionException.protocol;

import dev.weir.LentBytes;
import dev.weir.core.http2.hpack.OctetBuffer;
import dev.weir.internal.LentArrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes frames apart (RFC 9113, sections 4 and 6). Data goes on as it comes; any other payload, at
 * most 16 KiB, is left where it is until all of it is there, and is then read in place. Only a
 * header block in several frames is copied.
 */
final class FrameReader {
  private static final LentArrays.Access LENT = LentArrays.access();

  private static final int PRIORITY_BYTES = 5;

  private enum Payload {
    /** Between frames. */
    NONE,
    DATA,
    SKIPPED
  }

  private final FrameTarget target;
  private final int maxBlock;
  private final int maxContinuations;

  private boolean settingsSeen;
  private boolean incomplete;
  private long whole; // frames and header blocks, other than data

  // The payload under way.
  private Payload payload = Payload.NONE;
  private int dataLeft;
  private int dropLeft;

  // The header block under way.
  private int blockStream;
  private boolean blockEndsStream;
  private int continuations;
  private @Nullable OctetBuffer block;

  /**
   * @param maxBlock the most bytes of a header block, as it is compressed
   * @param maxContinuations the most CONTINUATION frames of one
   */
  FrameReader(FrameTarget target, int maxBlock, int maxContinuations) {
    this.target = target;
    this.maxBlock = maxBlock;
    this.maxContinuations = maxContinuations;
  }

  /**
   * The frame or header block whose rest is awaited, other than of data: a positive number, which
   * another one doesn't have; 0 if there is none.
   */
  long awaited() {
    return incomplete || blockStream != 0 ? whole + 1 : 0;
  }

  /**
   * Takes what is there.
   *
   * @return how many bytes are needed at least to go on
   */
  int read(LentBytes input) throws ConnectionException {
    while (true) {
      incomplete = false;
      if (payload != Payload.NONE && !payload(input)) {
        return 1;
      }
      if (input.remaining() < Frames.HEADER_BYTES) {
        return Frames.HEADER_BYTES;
      }
      int needed = frame(input);
      if (needed > input.remaining()) {
        incomplete = true;
        return needed;
      }
    }
  }

  /** Goes on with a payload that is taken bit by bit; false if more of it is to come. */
  private boolean payload(LentBytes input) throws ConnectionException {
    if (dataLeft > 0 && input.remaining() > 0) {
      int count = Math.min(dataLeft, input.remaining());
      dataLeft -= count;
      target.data(input.slice(0, count));
      input.skip(count);
    }
    if (dataLeft == 0) {
      int count = Math.min(dropLeft, input.remaining());
      dropLeft -= count;
      input.skip(count);
    }
    if (dataLeft > 0 || dropLeft > 0) {
      return false;
    }
    if (payload == Payload.DATA) {
      target.dataEnds();
    }
    payload = Payload.NONE;
    return true;
  }

  /** Takes a frame, or answers how many bytes it needs from its start on. */
  private int frame(LentBytes input) throws ConnectionException {
    byte[] array = LENT.array(input);
    int at = LENT.position(input);
    int length = (array[at] & 0xff) << 16 | (array[at + 1] & 0xff) << 8 | array[at + 2] & 0xff;
    int type = array[at + 3] & 0xff;
    int flags = array[at + 4];
    int stream = integer(array, at + 5) & Integer.MAX_VALUE;
    requireAllowed(type, flags, stream, length);
    if (type == Frames.DATA) {
      return dataFrame(input, length, flags, stream);
    }
    if (type > Frames.CONTINUATION) {
      input.skip(Frames.HEADER_BYTES);
      payload = Payload.SKIPPED;
      dropLeft = length;
      target.unknown();
      return 0;
    }
    int bytes = Frames.HEADER_BYTES + length;
    if (input.remaining() < bytes) {
      return bytes;
    }
    input.skip(bytes);
    complete(type, flags, stream, array, at + Frames.HEADER_BYTES, at + bytes);
    if (blockStream == 0) {
      whole++;
    }
    return 0;
  }

  /** What can be told without the payload. */
  private void requireAllowed(int type, int flags, int stream, int length)
      throws ConnectionException {
    if (length > Frames.MAX_PAYLOAD) {
      throw frameSize("A frame is longer than " + Frames.MAX_PAYLOAD + " bytes");
    }
    if (!settingsSeen) {
      if (type != Frames.SETTINGS || (flags & Frames.ACK) != 0) {
        throw protocol("The first frame isn't SETTINGS");
      }
      settingsSeen = true;
    }
    if (blockStream != 0 && (type != Frames.CONTINUATION || stream != blockStream)) {
      throw protocol("A header block is interrupted");
    }
    switch (type) {
      case Frames.DATA, Frames.HEADERS, Frames.PRIORITY, Frames.RST_STREAM, Frames.CONTINUATION ->
          require(stream != 0, "A frame that belongs to a stream names none");
      case Frames.SETTINGS, Frames.PING, Frames.GOAWAY ->
          require(stream == 0, "A frame that belongs to the connection names a stream");
      case Frames.PUSH_PROMISE -> throw protocol("A client can't push");
      default -> {}
    }
    boolean sizeFits =
        switch (type) {
          case Frames.RST_STREAM, Frames.WINDOW_UPDATE -> length == 4;
          case Frames.PING -> length == 8;
          case Frames.GOAWAY -> length >= 8;
          case Frames.SETTINGS -> (flags & Frames.ACK) != 0 ? length == 0 : length % 6 == 0;
          default -> true;
        };
    if (!sizeFits) {
      throw frameSize("A frame of type " + type + " can't have " + length + " bytes");
    }
    if (type == Frames.CONTINUATION && blockStream == 0) {
      throw protocol("CONTINUATION continues nothing");
    }
  }

  private static void require(boolean condition, String otherwise) throws ConnectionException {
    if (!condition) {
      throw protocol(otherwise);
    }
  }

  private int dataFrame(LentBytes input, int length, int flags, int stream)
      throws ConnectionException {
    int padding = 0;
    if ((flags & Frames.PADDED) != 0) {
      requirePadLength(length);
      if (input.remaining() == Frames.HEADER_BYTES) {
        return Frames.HEADER_BYTES + 1;
      }
      padding = (input.peek(Frames.HEADER_BYTES) & 0xff) + 1; // with its own length
      requirePadding(padding, length);
      input.skip(1);
    }
    input.skip(Frames.HEADER_BYTES);
    payload = Payload.DATA;
    dataLeft = length - padding;
    dropLeft = Math.max(0, padding - 1);
    target.dataBegins(stream, length, dataLeft, (flags & Frames.END_STREAM) != 0);
    return 0;
  }

  private static void requirePadLength(int length) throws ConnectionException {
    if (length == 0) {
      throw frameSize("A padded frame has no bytes");
    }
  }

  private static void requirePadding(int padding, int length) throws ConnectionException {
    if (padding > length) {
      throw protocol("A frame's padding is longer than the frame");
    }
  }

  private void complete(int type, int flags, int stream, byte[] array, int from, int to)
      throws ConnectionException {
    switch (type) {
      case Frames.HEADERS -> headers(flags, stream, array, from, to);
      case Frames.CONTINUATION -> continuation(flags, array, from, to);
      case Frames.PRIORITY -> priority(stream, array, from, to);
      case Frames.RST_STREAM -> target.reset(stream);
      case Frames.SETTINGS -> {
        if ((flags & Frames.ACK) != 0) {
          target.settingsAcknowledged();
        } else {
          target.settings(array, from, to);
        }
      }
      case Frames.PING ->
          target.ping(
              (flags & Frames.ACK) != 0,
              (long) integer(array, from) << 32 | integer(array, from + 4) & 0xffff_ffffL);
      case Frames.GOAWAY -> target.goAway();
      case Frames.WINDOW_UPDATE ->
          target.windowUpdate(stream, integer(array, from) & Integer.MAX_VALUE);
      default -> throw new IllegalStateException("No frame of type " + type + " comes here");
    }
  }

  private void headers(int flags, int stream, byte[] array, int from, int to)
      throws ConnectionException {
    int start = from;
    int end = to;
    if ((flags & Frames.PADDED) != 0) {
      requirePadLength(to - from);
      int padding = (array[from] & 0xff) + 1;
      requirePadding(padding, to - from);
      start++;
      end -= padding - 1;
    }
    boolean dependsOnItself = false;
    if ((flags & Frames.WITH_PRIORITY) != 0) {
      if (end - start < PRIORITY_BYTES) {
        throw frameSize("HEADERS ends inside of its priority");
      }
      dependsOnItself = dependency(array, start) == stream;
      start += PRIORITY_BYTES;
    }
    boolean endsStream = (flags & Frames.END_STREAM) != 0;
    if ((flags & Frames.END_HEADERS) != 0) {
      target.headers(stream, endsStream, array, start, end);
    } else {
      blockStream = stream;
      blockEndsStream = endsStream;
      continuations = 0;
      OctetBuffer started = new OctetBuffer();
      started.add(array, start, end);
      block = started;
    }
    if (dependsOnItself) {
      selfDependent(stream);
    }
  }

  private void continuation(int flags, byte[] array, int from, int to) throws ConnectionException {
    OctetBuffer gathered = block;
    if (gathered == null) {
      throw new IllegalStateException("No header block is under way");
    }
    if (++continuations > maxContinuations) {
      throw ConnectionException.flood(
          "A header block has more than " + maxContinuations + " CONTINUATION frames");
    }
    if (gathered.size() + (to - from) > maxBlock) {
      throw ConnectionException.flood("A header block takes more than " + maxBlock + " bytes");
    }
    gathered.add(array, from, to);
    if ((flags & Frames.END_HEADERS) != 0) {
      int stream = blockStream;
      blockStream = 0;
      block = null;
      target.headers(stream, blockEndsStream, gathered.array(), 0, gathered.size());
    }
  }

  private void priority(int stream, byte[] array, int from, int to) throws ConnectionException {
    target.priority();
    if (to - from != PRIORITY_BYTES) {
      target.streamError(stream, ErrorCode.FRAME_SIZE_ERROR, "PRIORITY has five bytes");
    } else if (dependency(array, from) == stream) {
      selfDependent(stream);
    }
  }

  /** RFC 7540, section 5.3.1; priorities are checked, and change nothing (RFC 9113, 5.3.2). */
  private void selfDependent(int stream) throws ConnectionException {
    target.streamError(stream, ErrorCode.PROTOCOL_ERROR, "A stream can't depend on itself");
  }

  private static int dependency(byte[] array, int at) {
    return integer(array, at) & Integer.MAX_VALUE;
  }

  private static int integer(byte[] array, int at) {
    return (array[at] & 0xff) << 24
        | (array[at + 1] & 0xff) << 16
        | (array[at + 2] & 0xff) << 8
        | array[at + 3] & 0xff;
  }
}
