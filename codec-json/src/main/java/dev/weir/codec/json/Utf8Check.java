package dev.weir.codec.json;

/**
 * Whether octets are UTF-8, the one encoding of JSON that travels (RFC 8259, section 8.1; RFC 3629,
 * section 4), however they are cut. Jackson takes overlong forms, so that {@code C0 80} would be a
 * NUL that nobody in front of us has seen; and it guesses at UTF-16 and UTF-32.
 */
final class Utf8Check {
  private static final int MIN_TAIL = 0x80;
  private static final int MAX_TAIL = 0xbf;

  private int tails;
  private int min = MIN_TAIL;
  private int max = MAX_TAIL;

  /** Whether {@code array[from..to)} goes on well. */
  boolean accepts(byte[] array, int from, int to) {
    for (int i = from; i < to; i++) {
      int octet = array[i] & 0xff;
      if (tails > 0) {
        if (octet < min || octet > max) {
          return false;
        }
        tails--;
        min = MIN_TAIL;
        max = MAX_TAIL;
      } else if (octet >= 0x80 && !lead(octet)) {
        return false;
      } else if (octet == 0) {
        return false; // never in JSON: UTF-16 or UTF-32 it would be
      }
    }
    return true;
  }

  private boolean lead(int octet) {
    if (octet < 0xc2 || octet > 0xf4) {
      return false;
    }
    if (octet < 0xe0) {
      tails = 1;
    } else if (octet < 0xf0) {
      tails = 2;
      min = octet == 0xe0 ? 0xa0 : MIN_TAIL; // shorter ones are overlong
      max = octet == 0xed ? 0x9f : MAX_TAIL; // further ones are surrogates
    } else {
      tails = 3;
      min = octet == 0xf0 ? 0x90 : MIN_TAIL;
      max = octet == 0xf4 ? 0x8f : MAX_TAIL; // further ones are beyond U+10FFFF
    }
    return true;
  }
}
