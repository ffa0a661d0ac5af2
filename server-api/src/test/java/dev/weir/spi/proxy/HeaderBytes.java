package dev.weir.spi.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Headers of version 2, put together as proxies do it. */
final class HeaderBytes {
  private static final byte[] SIGNATURE =
      "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);

  private final int command;
  private final int family;
  private final ByteArrayOutputStream rest = new ByteArrayOutputStream();

  HeaderBytes(int command, int family) {
    this.command = command;
    this.family = family;
  }

  /** From 192.0.2.1:1000 to 192.0.2.2:443. */
  static HeaderBytes tcp4() {
    return new HeaderBytes(0x21, 0x11)
        .bytes(192, 0, 2, 1, 192, 0, 2, 2, 1000 >> 8, 1000 & 0xff, 443 >> 8, 443 & 0xff);
  }

  HeaderBytes bytes(int... bytes) {
    for (int b : bytes) {
      rest.write(b);
    }
    return this;
  }

  HeaderBytes bytes(byte[] bytes) {
    rest.writeBytes(bytes);
    return this;
  }

  HeaderBytes value(int type, byte[] value) {
    return bytes(type, value.length >> 8, value.length & 0xff).bytes(value);
  }

  HeaderBytes value(int type, String value) {
    return value(type, value.getBytes(StandardCharsets.UTF_8));
  }

  byte[] build() {
    return ByteBuffer.allocate(16 + rest.size())
        .put(SIGNATURE)
        .put((byte) command)
        .put((byte) family)
        .putShort((short) rest.size())
        .put(rest.toByteArray())
        .array();
  }

  /** With a checksum at the end. */
  byte[] buildChecked() {
    byte[] header = value(3, new byte[4]).build();
    CRC32C crc = new CRC32C();
    crc.update(header);
    ByteBuffer.wrap(header).putInt(header.length - 4, (int) crc.getValue());
    return header;
  }
}
