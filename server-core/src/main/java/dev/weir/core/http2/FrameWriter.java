package dev.weir.core.http2;

import dev.weir.ByteOutput;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes frames (RFC 9113, sections 4.1 and 6), straight into the stream's output. */
final class FrameWriter {
  private static final int SETTING_BYTES = 6;

  private FrameWriter() {}

  /** The nine bytes in front of a payload. */
  static void header(ByteOutput out, int length, int type, int flags, int stream) {
    out.writeInteger((long) length << 16 | (type << 8 | flags), 5, ByteOrder.BIG_ENDIAN);
    out.writeInteger(stream, 4, ByteOrder.BIG_ENDIAN);
  }

  /** The same, into an array. */
  static void header(byte[] array, int at, int length, int type, int flags, int stream) {
    array[at] = (byte) (length >>> 16);
    array[at + 1] = (byte) (length >>> 8);
    array[at + 2] = (byte) length;
    array[at + 3] = (byte) type;
    array[at + 4] = (byte) flags;
    array[at + 5] = (byte) (stream >>> 24);
    array[at + 6] = (byte) (stream >>> 16);
    array[at + 7] = (byte) (stream >>> 8);
    array[at + 8] = (byte) stream;
  }

  /** SETTINGS from identifiers and values in turn. */
  static void settings(ByteOutput out, int... identifiersAndValues) {
    header(out, identifiersAndValues.length / 2 * SETTING_BYTES, Frames.SETTINGS, 0, 0);
    for (int i = 0; i < identifiersAndValues.length; i += 2) {
      out.writeInteger(identifiersAndValues[i], 2, ByteOrder.BIG_ENDIAN);
      out.writeInteger(identifiersAndValues[i + 1], 4, ByteOrder.BIG_ENDIAN);
    }
  }

  static void settingsAcknowledgement(ByteOutput out) {
    header(out, 0, Frames.SETTINGS, Frames.ACK, 0);
  }

  static void ping(ByteOutput out, boolean acknowledgement, long opaque) {
    header(out, 8, Frames.PING, acknowledgement ? Frames.ACK : 0, 0);
    out.writeInteger(opaque, 8, ByteOrder.BIG_ENDIAN);
  }

  static void goAway(ByteOutput out, int lastStream, ErrorCode code, String message) {
    byte[] text = message.getBytes(StandardCharsets.UTF_8);
    header(out, 8 + text.length, Frames.GOAWAY, 0, 0);
    out.writeInteger(lastStream, 4, ByteOrder.BIG_ENDIAN);
    out.writeInteger(code.code(), 4, ByteOrder.BIG_ENDIAN);
    out.write(text);
  }

  static void reset(ByteOutput out, int stream, ErrorCode code) {
    header(out, 4, Frames.RST_STREAM, 0, stream);
    out.writeInteger(code.code(), 4, ByteOrder.BIG_ENDIAN);
  }

  static void windowUpdate(ByteOutput out, int stream, int increment) {
    header(out, 4, Frames.WINDOW_UPDATE, 0, stream);
    out.writeInteger(increment, 4, ByteOrder.BIG_ENDIAN);
  }
}
