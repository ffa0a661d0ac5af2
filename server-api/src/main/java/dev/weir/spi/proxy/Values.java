package dev.weir.spi.proxy;

import dev.weir.Bytes;
import dev.weir.ProxyHeader.ClientTls;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The values behind the addresses of version 2, each with a type and a length. Those of other types
 * are skipped. Of several of one type the last counts, but for the checksum, of which there is one.
 */
final class Values {
  private static final int TYPE_ALPN = 0x01;
  private static final int TYPE_AUTHORITY = 0x02;
  private static final int TYPE_CRC32C = 0x03;
  private static final int TYPE_UNIQUE_ID = 0x05;
  private static final int TYPE_SSL = 0x20;
  private static final int SUBTYPE_SSL_VERSION = 0x21;
  private static final int SUBTYPE_SSL_CN = 0x22;
  private static final int SUBTYPE_SSL_CIPHER = 0x23;

  private static final int CLIENT_SSL = 0x01;
  private static final int CLIENT_CERTIFICATE = 0x02 | 0x04;

  private static final int HEAD_BYTES = 3;
  private static final int CRC_BYTES = 4;
  private static final int SSL_FIXED_BYTES = 5;
  private static final int MAX_UNIQUE_ID = 128;

  private @Nullable String applicationProtocol;
  private @Nullable String authority;
  private Bytes uniqueId = Bytes.empty();
  private @Nullable ClientTls tls;
  private boolean checked;

  private Values() {}

  /** Reads those from an index of a header on, and checks the checksum of all of it. */
  static Values read(byte[] header, int from) throws ProxyHeaderException {
    Values values = new Values();
    each(header, from, header.length, values::take);
    return values;
  }

  /** Takes one of them. */
  @FunctionalInterface
  private interface Taker {
    void take(int type, byte[] header, int from, int to) throws ProxyHeaderException;
  }

  private static void each(byte[] header, int from, int to, Taker taker)
      throws ProxyHeaderException {
    int at = from;
    while (at < to) {
      if (to - at < HEAD_BYTES) {
        throw new ProxyHeaderException("it ends inside of a value's head");
      }
      int begin = at + HEAD_BYTES;
      int length = VersionTwo.number(header, at + 1);
      if (length > to - begin) {
        throw new ProxyHeaderException("a value is longer than what is left");
      }
      taker.take(header[at] & 0xff, header, begin, begin + length);
      at = begin + length;
    }
  }

  private void take(int type, byte[] header, int from, int to) throws ProxyHeaderException {
    switch (type) {
      case TYPE_ALPN -> applicationProtocol = text(header, from, to);
      case TYPE_AUTHORITY -> authority = text(header, from, to);
      case TYPE_CRC32C -> check(header, from, to);
      case TYPE_UNIQUE_ID -> {
        if (to - from > MAX_UNIQUE_ID) {
          throw new ProxyHeaderException("its unique id has more than " + MAX_UNIQUE_ID + " bytes");
        }
        uniqueId = Bytes.copyOf(header, from, to - from);
      }
      case TYPE_SSL -> tls = tls(header, from, to);
      default -> {
        // NOOP, the network name space, and what others have made up.
      }
    }
  }

  /** The sum is of the header with zeros in place of it. */
  private void check(byte[] header, int from, int to) throws ProxyHeaderException {
    if (checked || to - from != CRC_BYTES) {
      throw new ProxyHeaderException("its checksum isn't one of four bytes");
    }
    checked = true;
    CRC32C crc = new CRC32C();
    crc.update(header, 0, from);
    crc.update(new byte[CRC_BYTES]);
    crc.update(header, to, header.length - to);
    long told = (long) VersionTwo.number(header, from) << 16 | VersionTwo.number(header, from + 2);
    if (told != crc.getValue()) {
      throw new ProxyHeaderException("its checksum is wrong");
    }
  }

  private static @Nullable ClientTls tls(byte[] header, int from, int to)
      throws ProxyHeaderException {
    if (to - from < SSL_FIXED_BYTES) {
      throw new ProxyHeaderException("what it says about TLS is too short");
    }
    String[] texts = new String[SUBTYPE_SSL_CIPHER + 1];
    each(
        header,
        from + SSL_FIXED_BYTES,
        to,
        (type, array, begin, end) -> {
          if (type >= SUBTYPE_SSL_VERSION && type <= SUBTYPE_SSL_CIPHER) {
            texts[type] = text(array, begin, end);
          }
        });
    int client = header[from];
    if ((client & CLIENT_SSL) == 0) {
      return null;
    }
    boolean shown = (client & CLIENT_CERTIFICATE) != 0;
    boolean verified =
        VersionTwo.number(header, from + 1) == 0 && VersionTwo.number(header, from + 3) == 0;
    return new ClientTls(
        texts[SUBTYPE_SSL_VERSION],
        texts[SUBTYPE_SSL_CIPHER],
        shown,
        shown && verified,
        texts[SUBTYPE_SSL_CN]);
  }

  private static String text(byte[] header, int from, int to) {
    return new String(header, from, to - from, StandardCharsets.UTF_8);
  }

  @Nullable String applicationProtocol() {
    return applicationProtocol;
  }

  @Nullable String authority() {
    return authority;
  }

  Bytes uniqueId() {
    return uniqueId;
  }

  @Nullable ClientTls tls() {
    return tls;
  }
}
