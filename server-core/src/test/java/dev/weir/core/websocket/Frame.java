package dev.weir.core.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A frame as the RFC draws it: slow and obvious, for both ways.
 *
 * @param bits FIN and the reserved bits, as they stand in the first octet
 */
record Frame(int bits, int opcode, byte[] payload) {
  static final int FIN = 0x80;
  static final int RSV1 = 0x40;

  static Frame of(int bits, int opcode, String payload) {
    return new Frame(bits, opcode, payload.getBytes(StandardCharsets.UTF_8));
  }

  static Frame text(String payload) {
    return of(FIN, 1, payload);
  }

  static Frame close(int code, String reason) {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.write(code >> 8);
    payload.write(code);
    payload.writeBytes(reason.getBytes(StandardCharsets.UTF_8));
    return new Frame(FIN, 8, payload.toByteArray());
  }

  String asText() {
    return new String(payload, StandardCharsets.UTF_8);
  }

  /** The code of a close frame. */
  int code() {
    return (payload[0] & 0xff) << 8 | payload[1] & 0xff;
  }

  /** As a client sends it. */
  byte[] masked(int mask) {
    ByteArrayOutputStream out = head(0x80);
    for (int i = 0; i < 4; i++) {
      out.write(mask >> 24 - 8 * i);
    }
    for (int i = 0; i < payload.length; i++) {
      out.write(payload[i] ^ mask >> 24 - 8 * (i % 4));
    }
    return out.toByteArray();
  }

  byte[] masked() {
    return masked(0x37fa213d);
  }

  /** As a server sends it. */
  byte[] unmasked() {
    ByteArrayOutputStream out = head(0);
    out.writeBytes(payload);
    return out.toByteArray();
  }

  private ByteArrayOutputStream head(int maskBit) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bits | opcode);
    if (payload.length < 126) {
      out.write(maskBit | payload.length);
    } else if (payload.length < 65_536) {
      out.write(maskBit | 126);
      out.write(payload.length >> 8);
      out.write(payload.length);
    } else {
      out.write(maskBit | 127);
      for (int i = 7; i >= 0; i--) {
        out.write((int) ((long) payload.length >> 8 * i));
      }
    }
    return out;
  }

  /** The frames that a server sent, whole ones at the start of {@code bytes}. */
  static List<Frame> all(byte[] bytes) {
    List<Frame> frames = new ArrayList<>();
    int at = 0;
    while (true) {
      int[] next = {at};
      Frame frame = next(bytes, next);
      if (frame == null) {
        return frames;
      }
      frames.add(frame);
      at = next[0];
    }
  }

  private static @Nullable Frame next(byte[] bytes, int[] at) {
    int i = at[0];
    if (bytes.length - i < 2) {
      return null;
    }
    int first = bytes[i] & 0xff;
    long length = bytes[i + 1] & 0x7f;
    i += 2;
    int more = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (bytes.length - i < more) {
      return null;
    }
    if (more > 0) {
      length = 0;
      for (int j = 0; j < more; j++) {
        length = length << 8 | bytes[i++] & 0xff;
      }
    }
    if (bytes.length - i < length) {
      return null;
    }
    byte[] payload = java.util.Arrays.copyOfRange(bytes, i, i + (int) length);
    at[0] = i + (int) length;
    return new Frame(first & 0xf0, first & 0x0f, payload);
  }

  @Override
  public String toString() {
    return "%02x/%d[%d]%s"
        .formatted(bits, opcode, payload.length, payload.length < 50 ? asText() : "");
  }
}
