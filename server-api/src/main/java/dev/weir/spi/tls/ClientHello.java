package dev.weir.spi.tls;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one thing of a client's first message (RFC 8446, section 4.1.2) that engines differ in: which
 * protocols it offers (ALPN). Some go on without one when client and server have none in common,
 * where a server has to refuse (RFC 7301, section 3.2).
 */
final class ClientHello {
  private static final int CLIENT_HELLO = 1;
  private static final int RANDOM_BYTES = 32;
  private static final int ALPN = 16;
  private static final byte[] NO_APPLICATION_PROTOCOL = {21, 3, 3, 0, 2, 2, 120};

  private ClientHello() {}

  /**
   * Whether the client wants a protocol, and none of these. Of what can't be read here, or goes on
   * in another record, the engine is the judge.
   */
  static boolean wantsOthersThan(List<String> protocols, byte[] record) {
    List<String> offered = offered(ByteBuffer.wrap(record));
    return offered != null && protocols.stream().noneMatch(offered::contains);
  }

  /** A fatal alert in clear (RFC 7301, section 3.2). */
  static byte[] noApplicationProtocol() {
    return NO_APPLICATION_PROTOCOL.clone();
  }

  private static @Nullable List<String> offered(ByteBuffer record) {
    try {
      record.position(Records.HEADER_BYTES);
      if (record.get() != CLIENT_HELLO) {
        return null;
      }
      skip(record, 3 + 2 + RANDOM_BYTES); // its length, the version
      skip(record, record.get() & 0xff); // the session
      skip(record, record.getShort() & 0xffff); // suites
      skip(record, record.get() & 0xff); // compression
      int end = (record.getShort() & 0xffff) + record.position();
      while (record.position() < end) {
        int type = record.getShort() & 0xffff;
        int length = record.getShort() & 0xffff;
        if (type == ALPN) {
          return names(record);
        }
        skip(record, length);
      }
      return null;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return null;
    }
  }

  private static List<String> names(ByteBuffer extension) {
    List<String> names = new ArrayList<>();
    int end = (extension.getShort() & 0xffff) + extension.position();
    while (extension.position() < end) {
      byte[] name = new byte[extension.get() & 0xff];
      extension.get(name);
      names.add(new String(name, StandardCharsets.ISO_8859_1));
    }
    return names;
  }

  private static void skip(ByteBuffer record, int count) {
    record.position(record.position() + count);
  }
}
