package dev.weir.codec;

import dev.weir.annotation.Preview;
import java.util.Objects;

/**
 * Whether octets are UTF-8 (RFC 3629), as they come and however they are cut: no overlong forms, no
 * surrogates, nothing above U+10FFFF. Text is refused at its first wrong octet, before the rest of
 * it has come. For one thread at a time.
 */
@Preview
public final class Utf8Check {
  private static final int MIN_TAIL = 0x80;
  private static final int MAX_TAIL = 0xbf;

  /** How many octets of a character are still to come. */
  private int left;

  /** The bounds of the next one, which the lead octet may narrow. */
  private int low = MIN_TAIL;

  private int high = MAX_TAIL;

  /** At the start of a text. */
  public Utf8Check() {}

  /**
   * Takes the next octets: {@code array[from..to)}.
   *
   * @return false if one of them is wrong; what comes after that is not to be asked
   * @throws IndexOutOfBoundsException if the range isn't one of the array
   */
  public boolean accepts(byte[] array, int from, int to) {
    Objects.checkFromToIndex(from, to, array.length);
    int i = from;
    while (i < to) {
      if (left == 0) {
        while (i < to && array[i] >= 0) {
          i++;
        }
        if (i < to && !lead(array[i++] & 0xff)) {
          return false;
        }
      } else {
        int octet = array[i++] & 0xff;
        if (octet < low || octet > high) {
          return false;
        }
        left--;
        low = MIN_TAIL;
        high = MAX_TAIL;
      }
    }
    return true;
  }

  private boolean lead(int octet) {
    if (octet < 0xc2 || octet > 0xf4) {
      return false;
    }
    left = octet < 0xe0 ? 1 : octet < 0xf0 ? 2 : 3;
    switch (octet) {
      case 0xe0 -> low = 0xa0; // below, it is overlong
      case 0xed -> high = 0x9f; // above are surrogates
      case 0xf0 -> low = 0x90; // below, it is overlong
      case 0xf4 -> high = 0x8f; // above is beyond U+10FFFF
      default -> {}
    }
    return true;
  }

  /** Whether the text may end here: no character is cut short. */
  public boolean isWhole() {
    return left == 0;
  }

  /** Starts another text. */
  public void reset() {
    left = 0;
    low = MIN_TAIL;
    high = MAX_TAIL;
  }
}
