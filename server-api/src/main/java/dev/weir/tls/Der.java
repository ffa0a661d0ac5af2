package dev.weir.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Writes DER (ITU-T X.690), as far as certificates and keys need it. */
final class Der {
  private static final int BOOLEAN = 0x01;
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int NULL = 0x05;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int UTF8_STRING = 0x0c;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int CONTEXT = 0x80;
  private static final int CONSTRUCTED = 0x20;

  /** From then on times are written with four digits of the year (RFC 5280, section 4.1.2.5). */
  private static final int FIRST_YEAR_OF_GENERALIZED_TIME = 2050;

  private Der() {}

  static byte[] sequence(byte[]... parts) {
    return element(SEQUENCE, joined(parts));
  }

  static byte[] set(byte[]... parts) {
    return element(SET, joined(parts));
  }

  /** An element whose tag is a number of its context, around others. */
  static byte[] explicit(int number, byte[]... parts) {
    return element(CONTEXT | CONSTRUCTED | number, joined(parts));
  }

  /** An element whose tag is a number of its context, in place of its own. */
  static byte[] implicit(int number, byte[] content) {
    return element(CONTEXT | number, content);
  }

  static byte[] integer(BigInteger value) {
    return element(INTEGER, value.toByteArray());
  }

  static byte[] integer(long value) {
    return integer(BigInteger.valueOf(value));
  }

  static byte[] bool(boolean value) {
    return element(BOOLEAN, new byte[] {(byte) (value ? 0xff : 0)});
  }

  static byte[] nothing() {
    return element(NULL);
  }

  static byte[] octets(byte[] content) {
    return element(OCTET_STRING, content);
  }

  /** Bits, of which the last {@code unused} don't count. */
  static byte[] bits(int unused, byte[] content) {
    return element(BIT_STRING, new byte[] {(byte) unused}, content);
  }

  static byte[] text(String value) {
    return element(UTF8_STRING, value.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] time(Instant instant) {
    ZonedDateTime utc = instant.atZone(ZoneOffset.UTC);
    boolean generalized = utc.getYear() >= FIRST_YEAR_OF_GENERALIZED_TIME;
    String written =
        DateTimeFormatter.ofPattern(generalized ? "yyyyMMddHHmmss'Z'" : "yyMMddHHmmss'Z'")
            .format(utc);
    return element(
        generalized ? GENERALIZED_TIME : UTC_TIME, written.getBytes(StandardCharsets.US_ASCII));
  }

  /** An object identifier, such as {@code 2.5.29.17}. */
  static byte[] oid(String dotted) {
    String[] arcs = dotted.split("\\.", -1);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      base128(content, Integer.parseInt(arcs[i]));
    }
    return element(OBJECT_IDENTIFIER, content.toByteArray());
  }

  private static void base128(ByteArrayOutputStream out, int value) {
    int groups = Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 6) / 7);
    for (int i = groups - 1; i >= 0; i--) {
      out.write(value >>> 7 * i & 0x7f | (i > 0 ? 0x80 : 0));
    }
  }

  private static byte[] element(int tag, byte[]... parts) {
    byte[] content = joined(parts);
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 6);
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(content.length) + 7) / 8;
      out.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(content.length >>> 8 * i);
      }
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
