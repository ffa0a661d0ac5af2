package dev.weir.integration.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A frame as a client sends it (RFC 6455, section 5.2), right or wrong.
 *
 * @param bits FIN and the reserved bits, as they stand in the first octet
 */
record ClientFrame(int bits, int opcode, byte[] payload) {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final int FIN = 0x80;
  private static final int RSV1 = 0x40;
  private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

  static ClientFrame of(int opcode, byte[] payload) {
    return new ClientFrame(FIN, opcode, payload);
  }

  static ClientFrame of(int opcode, String payload) {
    return of(opcode, payload.getBytes(StandardCharsets.UTF_8));
  }

  static ClientFrame text(String payload) {
    return of(TEXT, payload);
  }

  static ClientFrame ping(String payload) {
    return of(PING, payload);
  }

  static ClientFrame close(int code, byte... reason) {
    byte[] payload = new byte[2 + reason.length];
    payload[0] = (byte) (code >> 8);
    payload[1] = (byte) code;
    System.arraycopy(reason, 0, payload, 2, reason.length);
    return of(CLOSE, payload);
  }

  /** More fragments follow. */
  ClientFrame unfinished() {
    return new ClientFrame(bits & ~FIN, opcode, payload);
  }

  /**
   * With reserved bits.
   *
   * @param three the bits as a number: RSV1 is 4
   */
  ClientFrame reserved(int three) {
    return new ClientFrame(bits | three << 4, opcode, payload);
  }

  /** A message in fragments of so many octets, the last one shorter. */
  static ClientFrame[] fragments(int opcode, byte[] message, int octets) {
    return fragments(opcode, message, octets, false);
  }

  /**
   * As {@link #fragments(int, byte[], int)}.
   *
   * @param compressed says that it is, in the first fragment (RFC 7692, section 6)
   */
  static ClientFrame[] fragments(int opcode, byte[] message, int octets, boolean compressed) {
    List<ClientFrame> frames = new ArrayList<>();
    int from = 0;
    do {
      int to = Math.min(from + octets, message.length);
      boolean first = from == 0;
      int marks = (to == message.length ? FIN : 0) | (first && compressed ? RSV1 : 0);
      byte[] part = Arrays.copyOfRange(message, from, to);
      frames.add(new ClientFrame(marks, first ? opcode : CONTINUATION, part));
      from = to;
    } while (from < message.length);
    return frames.toArray(ClientFrame[]::new);
  }

  /** As they go over the wire, masked. */
  static byte[] bytes(ClientFrame... frames) {
    int capacity = 0;
    for (ClientFrame frame : frames) {
      capacity += frame.payload.length + 14;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(capacity);
    for (ClientFrame frame : frames) {
      frame.writeTo(out);
    }
    return out.toByteArray();
  }

  private void writeTo(ByteArrayOutputStream out) {
    out.write(bits | opcode);
    int length = payload.length;
    if (length < 126) {
      out.write(0x80 | length);
    } else if (length < 1 << 16) {
      out.write(0x80 | 126);
      out.write(length >> 8);
      out.write(length);
    } else {
      out.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) length >> shift));
      }
    }
    out.writeBytes(MASK);
    byte[] masked = new byte[length];
    for (int i = 0; i < length; i++) {
      masked[i] = (byte) (payload[i] ^ MASK[i & 3]);
    }
    out.writeBytes(masked);
  }
}
