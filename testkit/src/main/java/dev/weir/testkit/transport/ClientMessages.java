package dev.weir.testkit.transport;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** What clients made by hand send before there are keys, and how they cut what comes. */
final class ClientMessages {
  static final int CHANGE_CIPHER_SPEC = 20;
  static final int ALERT = 21;
  static final int HANDSHAKE = 22;
  static final int APPLICATION_DATA = 23;

  private static final int HEADER_BYTES = 5;
  private static final HexFormat HEX = HexFormat.of();

  private ClientMessages() {}

  /** A message of the handshake. */
  static byte[] message(int type, byte[] body) {
    return ByteBuffer.allocate(4 + body.length).putInt(type << 24 | body.length).put(body).array();
  }

  /**
   * A ClientHello that asks for this host, and one suite.
   *
   * @param suite in hexadecimal, as are the groups
   * @param groups the key exchanges, and the curves that a certificate's key may be on
   * @param more further extensions
   */
  static byte[] hello(byte[] random, byte[] host, String suite, String groups, byte[]... more) {
    ByteArrayOutputStream extensions = new ByteArrayOutputStream();
    byte[] name =
        ByteBuffer.allocate(host.length + 5)
            .putShort((short) (host.length + 3))
            .put((byte) 0)
            .putShort((short) host.length)
            .put(host)
            .array();
    extensions.writeBytes(extension(0, name));
    extensions.writeBytes(extension(10, HEX.parseHex(groups)));
    extensions.writeBytes(extension(13, HEX.parseHex("000a04030503080408050401")));
    for (byte[] each : more) {
      extensions.writeBytes(each);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(HEX.parseHex("0303"));
    body.writeBytes(random);
    body.writeBytes(HEX.parseHex("00" + "0002" + suite + "0100"));
    body.write(extensions.size() >> 8);
    body.write(extensions.size());
    body.writeBytes(extensions.toByteArray());
    return message(1, body.toByteArray());
  }

  static byte[] extension(int type, byte[] content) {
    return ByteBuffer.allocate(4 + content.length)
        .putShort((short) type)
        .putShort((short) content.length)
        .put(content)
        .array();
  }

  /** A record that isn't encrypted. */
  static byte[] inClear(int type, byte[] content) {
    return ByteBuffer.allocate(HEADER_BYTES + content.length)
        .put((byte) type)
        .putShort((short) 0x0303)
        .putShort((short) content.length)
        .put(content)
        .array();
  }

  /** The next record that comes, with its header. */
  static byte[] readRecord(Peer raw) throws IOException {
    byte[] header = read(raw, HEADER_BYTES);
    byte[] content = read(raw, (header[3] & 0xff) << 8 | header[4] & 0xff);
    return ByteBuffer.allocate(HEADER_BYTES + content.length).put(header).put(content).array();
  }

  private static byte[] read(Peer raw, int count) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(count);
    while (all.hasRemaining()) {
      byte[] part = new byte[all.remaining()];
      int read = raw.read(part);
      if (read < 0) {
        throw new EOFException("The server has ended the connection");
      }
      all.put(part, 0, read);
    }
    return all.array();
  }
}
