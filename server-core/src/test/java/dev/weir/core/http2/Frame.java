package dev.weir.core.http2;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A frame as a plain, obvious peer writes and reads it. */
record Frame(int type, int flags, int stream, byte[] payload) {
  static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  static Frame of(int type, int flags, int stream, int... octets) {
    byte[] payload = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      payload[i] = (byte) octets[i];
    }
    return new Frame(type, flags, stream, payload);
  }

  static Frame number(int type, int stream, int value) {
    return new Frame(type, 0, stream, ByteBuffer.allocate(4).putInt(value).array());
  }

  static Frame settings(int... identifiersAndValues) {
    ByteBuffer payload = ByteBuffer.allocate(identifiersAndValues.length * 3);
    for (int i = 0; i < identifiersAndValues.length; i += 2) {
      payload.putShort((short) identifiersAndValues[i]).putInt(identifiersAndValues[i + 1]);
    }
    return new Frame(Frames.SETTINGS, 0, 0, payload.array());
  }

  static Frame data(int stream, boolean ends, String text) {
    return new Frame(
        Frames.DATA,
        ends ? Frames.END_STREAM : 0,
        stream,
        text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static Frame windowUpdate(int stream, int increment) {
    return number(Frames.WINDOW_UPDATE, stream, increment);
  }

  static Frame reset(int stream, ErrorCode code) {
    return number(Frames.RST_STREAM, stream, code.code());
  }

  byte[] bytes() {
    ByteBuffer all = ByteBuffer.allocate(9 + payload.length);
    all.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    all.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    return all.array();
  }

  static byte[] bytes(Frame... frames) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Frame frame : frames) {
      all.writeBytes(frame.bytes());
    }
    return all.toByteArray();
  }

  /** All whole frames in what came. */
  static List<Frame> all(byte[] received) {
    List<Frame> frames = new ArrayList<>();
    ByteBuffer left = ByteBuffer.wrap(received);
    while (left.remaining() >= 9) {
      int start = left.position();
      int length = (left.get() & 0xff) << 16 | left.getShort() & 0xffff;
      int type = left.get();
      int flags = left.get();
      int stream = left.getInt();
      if (left.remaining() < length) {
        left.position(start);
        return frames;
      }
      byte[] payload = new byte[length];
      left.get(payload);
      frames.add(new Frame(type, flags, stream, payload));
    }
    return frames;
  }

  boolean is(int ofType, int ofStream) {
    return type == ofType && stream == ofStream;
  }

  boolean ends() {
    return type <= Frames.HEADERS && (flags & Frames.END_STREAM) != 0;
  }

  /** The number in the payload at an offset. */
  int number(int offset) {
    return ByteBuffer.wrap(payload).getInt(offset);
  }

  String text() {
    return new String(payload, StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return "Frame[" + type + ", " + flags + ", stream " + stream + ", " + payload.length + "]";
  }
}
