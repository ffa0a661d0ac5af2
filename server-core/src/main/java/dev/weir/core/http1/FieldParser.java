package dev.weir.core.http1;

import static dev.weir.core.http.RefusedException.malformed;

import dev.weir.core.http.Octets;
import dev.weir.core.http.RefusedException;
import java.util.Arrays;

/**
 * Parses the lines of a header or trailer section up to the empty one (RFC 9112, section 5). It
 * looks at each octet once, however they trickle in: it is given the same section from its start
 * again, grown, and goes on where it stopped.
 *
 * <p>Strict: each line ends in CR LF, none is folded, no space stands before a colon, and names and
 * values hold what RFC 9110 lets them.
 */
final class FieldParser {
  private static final int LINE = 0;
  private static final int NAME = 1;
  private static final int BLANKS = 2;
  private static final int VALUE = 3;
  private static final int VALUE_LF = 4;
  private static final int LAST_LF = 5;

  private final int maxFields;
  private final long maxBytes;

  // All offsets are from the start of the section.
  private int[] offsets = new int[16 * FieldLines.STRIDE];
  private int count;
  private int state = LINE;
  private int at;
  private int nameEnd;
  private int lineStart;
  private int valueStart;
  private int valueEnd;

  FieldParser(int maxFields, long maxBytes) {
    this.maxFields = maxFields;
    this.maxBytes = maxBytes;
  }

  /** Starts a new section. */
  void reset() {
    count = 0;
    state = LINE;
    at = 0;
  }

  /** The octets of the section that were looked at; once complete, all that it has. */
  int length() {
    return at;
  }

  /** A copy of the complete section, which is at {@code start} in {@code array}. */
  FieldLines copy(byte[] array, int start) {
    return linesOf(Arrays.copyOfRange(array, start, start + at), 0);
  }

  /** The complete section, which is at {@code start} in an array that nobody writes to again. */
  FieldLines linesOf(byte[] octets, int start) {
    int[] found = Arrays.copyOf(offsets, count * FieldLines.STRIDE);
    for (int i = 0; i < found.length && start != 0; i++) {
      found[i] += start;
    }
    return new FieldLines(octets, found);
  }

  /**
   * Goes on parsing.
   *
   * @param array where the octets are
   * @param start the index of the section's first octet
   * @param limit the index after the last octet that is there
   * @return whether the section is complete
   */
  boolean parse(byte[] array, int start, int limit) throws RefusedException {
    // Not a byte further than the limit: what is refused doesn't depend on how much came at once.
    boolean complete = scan(array, start, (int) Math.min(limit, start + maxBytes + 1));
    if (at > maxBytes) {
      throw new RefusedException(431, "The fields take more than " + maxBytes + " bytes");
    }
    return complete;
  }

  private boolean scan(byte[] array, int start, int limit) throws RefusedException {
    int i = start + at;
    while (i < limit) {
      switch (state) {
        case LINE -> {
          byte octet = array[i];
          if (octet == '\r') {
            i++;
            state = LAST_LF;
          } else {
            requireNameStart(octet);
            lineStart = i - start;
            state = NAME;
          }
        }
        case NAME -> {
          while (i < limit && Octets.isToken(array[i])) {
            i++;
          }
          if (i < limit) {
            requireColon(array[i], i - start);
            nameEnd = i - start;
            i++;
            state = BLANKS;
          }
        }
        case BLANKS -> {
          while (i < limit && Octets.isBlank(array[i])) {
            i++;
          }
          if (i < limit) {
            valueStart = i - start;
            state = VALUE;
          }
        }
        case VALUE -> {
          while (i < limit && Octets.isValue(array[i])) {
            i++;
          }
          if (i < limit) {
            requireEndOfValue(array[i]);
            valueEnd = i - start;
            i++;
            state = VALUE_LF;
          }
        }
        case VALUE_LF -> {
          requireLineFeed(array[i]);
          i++;
          record(array, start);
          state = LINE;
        }
        default -> {
          requireLineFeed(array[i]);
          at = i + 1 - start;
          return true;
        }
      }
    }
    at = i - start;
    return false;
  }

  private void record(byte[] array, int start) throws RefusedException {
    if (count == maxFields) {
      throw new RefusedException(431, "There are more than " + maxFields + " fields");
    }
    int end = valueEnd;
    while (end > valueStart && Octets.isBlank(array[start + end - 1])) {
      end--;
    }
    int to = count * FieldLines.STRIDE;
    if (to == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * to);
    }
    offsets[to] = lineStart;
    offsets[to + 1] = nameEnd;
    offsets[to + 2] = valueStart;
    offsets[to + 3] = end;
    count++;
  }

  private static void requireNameStart(byte octet) throws RefusedException {
    if (Octets.isBlank(octet)) {
      throw malformed("A field line starts with a blank: folded lines aren't taken");
    }
    if (octet == '\n') {
      throw malformed("A line ends in LF without CR");
    }
    if (octet == ':') {
      throw malformed("A field has no name");
    }
  }

  private void requireColon(byte octet, int offset) throws RefusedException {
    if (octet == ':') {
      return;
    }
    if (Octets.isBlank(octet)) {
      throw malformed("A field's name is followed by a blank");
    }
    if (octet == '\r' || octet == '\n') {
      throw malformed("A field line has no colon");
    }
    throw malformed(
        "A field's name holds " + Octets.describe(octet) + ", at index " + (offset - lineStart));
  }

  private static void requireEndOfValue(byte octet) throws RefusedException {
    if (octet == '\n') {
      throw malformed("A line ends in LF without CR");
    }
    if (octet != '\r') {
      throw malformed("A field's value holds " + Octets.describe(octet));
    }
  }

  private static void requireLineFeed(byte octet) throws RefusedException {
    if (octet != '\n') {
      throw malformed("A CR isn't followed by LF");
    }
  }
}
