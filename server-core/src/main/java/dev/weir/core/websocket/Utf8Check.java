package dev.weir.core.websocket;

import dev.weir.websocket.WebSocketEnd;

/**
 * Checks UTF-8 (RFC 3629) as it comes, so that text is refused at its first wrong octet: no
 * overlong forms, no surrogates, nothing above U+10FFFF.
 */
final class Utf8Check {
  /** How many octets of a character are still to come. */
  private int left;

  /** The bounds of the next one, which the lead octet may narrow. */
  private int low = 0x80;

  private int high = 0xbf;

  void check(byte[] array, int from, int to) throws WebSocketException {
    int i = from;
    while (i < to) {
      if (left == 0) {
        while (i < to && array[i] >= 0) {
          i++;
        }
        if (i < to) {
          lead(array[i++] & 0xff);
        }
      } else {
        int octet = array[i++] & 0xff;
        if (octet < low || octet > high) {
          throw wrong();
        }
        left--;
        low = 0x80;
        high = 0xbf;
      }
    }
  }

  private void lead(int octet) throws WebSocketException {
    if (octet < 0xc2 || octet > 0xf4) {
      throw wrong();
    }
    left = octet < 0xe0 ? 1 : octet < 0xf0 ? 2 : 3;
    switch (octet) {
      case 0xe0 -> low = 0xa0;
      case 0xed -> high = 0x9f;
      case 0xf0 -> low = 0x90;
      case 0xf4 -> high = 0x8f;
      default -> {}
    }
  }

  /** The text ends here. */
  void end() throws WebSocketException {
    if (left > 0) {
      throw wrong();
    }
  }

  void reset() {
    left = 0;
    low = 0x80;
    high = 0xbf;
  }

  private static WebSocketException wrong() {
    return new WebSocketException(WebSocketEnd.INVALID_DATA, "Text isn't well-formed UTF-8");
  }
}
