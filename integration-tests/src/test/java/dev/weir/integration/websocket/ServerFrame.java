package dev.weir.integration.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.http.RawClient;
import java.io.IOException;

/** A frame as the server sent it. */
record ServerFrame(boolean fin, int reserved, int opcode, byte[] payload) {
  /** What stands for the code of a close frame without one (RFC 6455, section 7.4.1). */
  static final int NO_CODE = 1005;

  static ServerFrame read(RawClient client) throws IOException {
    byte[] head = client.readBytes(2);
    assertThat(head[1] & 0x80).as("mask of a server").isZero();
    long length = head[1] & 0x7f;
    if (length == 126) {
      length = number(client.readBytes(2));
      assertThat(length).as("length in two octets").isGreaterThan(125);
    } else if (length == 127) {
      length = number(client.readBytes(8));
      assertThat(length).as("length in eight octets").isGreaterThan(65_535);
    }
    byte[] payload = client.readBytes(Math.toIntExact(length));
    return new ServerFrame((head[0] & 0x80) != 0, head[0] >> 4 & 7, head[0] & 0xf, payload);
  }

  private static long number(byte[] octets) {
    long number = 0;
    for (byte octet : octets) {
      number = number << 8 | octet & 0xff;
    }
    return number;
  }

  /** The code of a close frame. */
  int code() {
    assertThat(opcode).as("opcode").isEqualTo(ClientFrame.CLOSE);
    return payload.length == 0 ? NO_CODE : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
  }
}
