package dev.weir.testkit.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Short frames of RFC 6455, as a client writes and reads them. */
final class WebSocketFrames {
  static final int TEXT = 1;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;

  private WebSocketFrames() {}

  /** Where a server's frames come from. */
  @FunctionalInterface
  interface Source {
    byte[] readExactly(int count) throws IOException;
  }

  /**
   * A frame.
   *
   * @param opcode what kind it is of
   */
  record Frame(int opcode, byte[] payload) {
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    int code() {
      return ByteBuffer.wrap(payload).getShort() & 0xffff;
    }
  }

  /** A client's frame, under a mask of zeros. */
  static byte[] frame(int opcode, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(FIN | opcode);
    frame.write(MASKED | payload.length);
    frame.writeBytes(new byte[4]);
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  static byte[] text(String text) {
    return frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] closing(int code) {
    return frame(CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
  }

  /** So many pings. */
  static byte[] pings(int count) {
    ByteArrayOutputStream pings = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      pings.writeBytes(frame(PING, new byte[0]));
    }
    return pings.toByteArray();
  }

  /** The next frame of a server that isn't a pong. */
  static Frame readPastPongs(Source source) throws IOException {
    Frame frame = read(source);
    while (frame.opcode() == PONG) {
      frame = read(source);
    }
    return frame;
  }

  /** A server's frame of less than 126 bytes. */
  static Frame read(Source source) throws IOException {
    byte[] head = source.readExactly(2);
    return new Frame(head[0] & 0xf, source.readExactly(head[1]));
  }
}
