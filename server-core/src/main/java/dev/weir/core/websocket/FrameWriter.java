package dev.weir.core.websocket;

import dev.weir.ByteOutput;
import dev.weir.Bytes;
import dev.weir.websocket.WebSocketEnd;

/** Writes frames of a server: whole and unmasked (RFC 6455, section 5.2). */
final class FrameWriter {
  private static final int FIN = 0x80;
  private static final int COMPRESSED = 0x40;

  private FrameWriter() {}

  static void write(ByteOutput out, int opcode, boolean compressed, Bytes payload) {
    int length = payload.length();
    byte[] head = new byte[10];
    head[0] = (byte) (FIN | (compressed ? COMPRESSED : 0) | opcode);
    int size;
    if (length < 126) {
      head[1] = (byte) length;
      size = 2;
    } else if (length <= 0xffff) {
      head[1] = 126;
      head[2] = (byte) (length >> 8);
      head[3] = (byte) length;
      size = 4;
    } else {
      head[1] = 127;
      for (int i = 0; i < 4; i++) {
        head[6 + i] = (byte) (length >> 24 - 8 * i);
      }
      size = 10;
    }
    out.write(head, 0, size);
    out.write(payload);
  }

  /** The payload of a close frame. */
  static Bytes closing(int code, String reason) {
    if (code == WebSocketEnd.NO_CODE) {
      return Bytes.empty();
    }
    byte[] text = Bytes.utf8(reason).toByteArray();
    byte[] payload = new byte[2 + text.length];
    payload[0] = (byte) (code >> 8);
    payload[1] = (byte) code;
    System.arraycopy(text, 0, payload, 2, text.length);
    return Bytes.copyOf(payload);
  }
}
