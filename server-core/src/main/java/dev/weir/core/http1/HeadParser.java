package dev.weir.core.http1;

import static dev.weir.core.http.RefusedException.malformed;

import dev.weir.LentBytes;
import dev.weir.core.http.Octets;
import dev.weir.core.http.RefusedException;
import dev.weir.http.HttpMethod;
import dev.weir.http.HttpVersion;
import dev.weir.internal.LentArrays;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Parses request heads (RFC 9112, sections 2.2, 3 and 5): as {@link FieldParser}, it is given a
 * head from its start each time, goes on where it stopped, and looks at each octet once.
 *
 * <p>One empty line before the request line is tolerated (section 2.2), nothing else is.
 */
final class HeadParser {
  private static final LentArrays.Access LENT = LentArrays.access();

  private static final int START = 0;
  private static final int START_LF = 1;
  private static final int METHOD = 2;
  private static final int TARGET = 3;
  private static final int VERSION = 4;
  private static final int FIELDS = 5;

  /** {@code HTTP/1.1} and the line's end. */
  private static final int VERSION_BYTES = 10;

  /** The CR LF at the end of the request line, and at most one in front of it. */
  private static final int LINE_ENDS = 4;

  /** A longer value is looked at each time, and not kept between requests. */
  private static final int MAX_KNOWN_HOST = 255;

  private final long maxRequestLine;
  private final int targetOctets;
  private final FieldParser fields;

  // Offsets are from the start of the head.
  private int state = START;
  private int at;
  private int lineStart;
  private int targetStart;
  private int versionStart;
  private int fieldsStart;
  private String knownHost = "";
  private HttpMethod method = HttpMethod.GET;
  private HttpVersion version = HttpVersion.HTTP_1_1;

  HeadParser(ConnectionLimits limits) {
    this(limits.maxRequestLine(), limits.maxFields(), limits.maxFieldBytes(), limits.target());
  }

  /**
   * @param targetOctets what {@link Octets#target} gives
   */
  HeadParser(long maxRequestLine, int maxFields, long maxFieldBytes, int targetOctets) {
    this.maxRequestLine = maxRequestLine;
    this.targetOctets = targetOctets;
    this.fields = new FieldParser(maxFields, maxFieldBytes);
  }

  /** Starts a new head. */
  void reset() {
    state = START;
    at = 0;
    lineStart = 0;
    fields.reset();
  }

  /** Whether nothing of a head was seen, or only the empty line before it. */
  boolean isFresh() {
    return state <= START_LF || (state == METHOD && at == lineStart);
  }

  /** The bytes of the complete head. */
  int length() {
    return fieldsStart + fields.length();
  }

  HttpMethod method() {
    return method;
  }

  HttpVersion version() {
    return version;
  }

  /**
   * As {@link #parse(byte[], int, int)}, of what is lent and begins with the head; a head that is
   * complete is left to {@link #take}.
   */
  boolean parse(LentBytes input) throws RefusedException {
    return parse(LENT.array(input), LENT.position(input), LENT.limit(input));
  }

  /** Takes the complete head, copied, and starts a new one. */
  RequestFraming take(LentBytes input) {
    int start = LENT.position(input);
    byte[] head = Arrays.copyOfRange(LENT.array(input), start, start + length());
    FieldLines lines = fields.linesOf(head, fieldsStart);
    RequestFraming framing = RequestFraming.of(method, target(head, 0), version, lines, knownHost);
    if (framing.refusal() == null && framing.host().length() <= MAX_KNOWN_HOST) {
      knownHost = framing.host();
    }
    input.skip(length());
    reset();
    return framing;
  }

  /** The target of the complete head, which is at {@code start} in {@code array}. */
  String target(byte[] array, int start) {
    return new String(
        array, start + targetStart, versionStart - 1 - targetStart, StandardCharsets.US_ASCII);
  }

  /** A copy of the complete head's fields. */
  FieldLines fields(byte[] array, int start) {
    return fields.copy(array, start + fieldsStart);
  }

  /**
   * Goes on parsing.
   *
   * @param array where the octets are
   * @param start the index of the head's first octet
   * @param limit the index after the last octet that is there
   * @return whether the head is complete
   */
  boolean parse(byte[] array, int start, int limit) throws RefusedException {
    if (state != FIELDS) {
      int bound = (int) Math.min(limit, start + maxRequestLine + LINE_ENDS + 1);
      boolean line = requestLine(array, start, bound);
      if (at - lineStart > maxRequestLine + 2) {
        if (state == METHOD) {
          throw malformed("The method is longer than " + maxRequestLine + " bytes");
        }
        throw new RefusedException(
            414, "The request line is longer than " + maxRequestLine + " bytes");
      }
      if (!line) {
        return false;
      }
    }
    return fields.parse(array, start + fieldsStart, limit);
  }

  private boolean requestLine(byte[] array, int start, int limit) throws RefusedException {
    int i = start + at;
    while (i < limit) {
      switch (state) {
        case START -> {
          if (array[i] == '\r') {
            i++;
            state = START_LF;
          } else {
            state = METHOD;
          }
        }
        case START_LF -> {
          if (array[i] != '\n') {
            throw malformed("A CR isn't followed by LF");
          }
          i++;
          lineStart = i - start;
          state = METHOD;
        }
        case METHOD -> {
          while (i < limit && Octets.isToken(array[i])) {
            i++;
          }
          if (i < limit) {
            method = method(array, start + lineStart, i);
            i++;
            targetStart = i - start;
            state = TARGET;
          }
        }
        case TARGET -> {
          while (i < limit && Octets.isTarget(array[i], targetOctets)) {
            i++;
          }
          if (i < limit) {
            requireEndOfTarget(array[i], i - start);
            i++;
            versionStart = i - start;
            state = VERSION;
          }
        }
        default -> {
          int seen = limit - start - versionStart;
          if (seen < VERSION_BYTES) {
            // Few bytes, so looking at them again costs nothing; only the line's end decides.
            rejectEarly(array, start + versionStart, limit);
            at = limit - start;
            return false;
          }
          version = version(array, start + versionStart);
          fieldsStart = versionStart + VERSION_BYTES;
          at = fieldsStart;
          state = FIELDS;
          return true;
        }
      }
    }
    at = i - start;
    return false;
  }

  /** Methods are compared as words; only an unknown one costs a string. */
  private HttpMethod method(byte[] array, int from, int to) throws RefusedException {
    if (array[to] != ' ' || to == from) {
      throw malformed(
          to == from && array[to] == '\n'
              ? "A line ends in LF without CR"
              : "The method holds " + Octets.describe(array[to]) + ", at index " + (to - from));
    }
    int word = 0;
    for (int i = from; i < Math.min(to, from + 4); i++) {
      word = word << 8 | array[i];
    }
    HttpMethod known =
        switch (word) {
          case 'G' << 16 | 'E' << 8 | 'T' -> HttpMethod.GET;
          case 'P' << 24 | 'O' << 16 | 'S' << 8 | 'T' -> HttpMethod.POST;
          case 'P' << 16 | 'U' << 8 | 'T' -> HttpMethod.PUT;
          case 'H' << 24 | 'E' << 16 | 'A' << 8 | 'D' -> HttpMethod.HEAD;
          default -> null;
        };
    if (known != null && known.name().length() == to - from) {
      return known;
    }
    return HttpMethod.of(new String(array, from, to - from, StandardCharsets.US_ASCII));
  }

  private void requireEndOfTarget(byte octet, int offset) throws RefusedException {
    if (octet == '\r' || octet == '\n') {
      throw malformed("The request line names no version of HTTP");
    }
    if (octet != ' ') {
      throw malformed(
          "The target holds " + Octets.describe(octet) + ", at index " + (offset - targetStart));
    }
    if (offset == targetStart) {
      throw malformed("The request line has no target, or more than one space before it");
    }
  }

  /** A line that ends too early would otherwise wait for bytes that never come. */
  private static void rejectEarly(byte[] array, int from, int limit) throws RefusedException {
    for (int i = from; i < limit && i < from + VERSION_BYTES - 2; i++) {
      if (array[i] == '\r' || array[i] == '\n' || array[i] == ' ') {
        throw malformed("The version isn't HTTP/ with a digit, a point and a digit");
      }
    }
  }

  private static HttpVersion version(byte[] array, int from) throws RefusedException {
    boolean wellFormed =
        array[from] == 'H'
            && array[from + 1] == 'T'
            && array[from + 2] == 'T'
            && array[from + 3] == 'P'
            && array[from + 4] == '/'
            && isDigit(array[from + 5])
            && array[from + 6] == '.'
            && isDigit(array[from + 7]);
    if (!wellFormed) {
      throw malformed("The version isn't HTTP/ with a digit, a point and a digit");
    }
    if (array[from + 8] == '\n') {
      throw malformed("A line ends in LF without CR");
    }
    if (array[from + 8] != '\r') {
      throw malformed("The version is followed by " + Octets.describe(array[from + 8]));
    }
    if (array[from + 9] != '\n') {
      throw malformed("A CR isn't followed by LF");
    }
    if (array[from + 5] != '1') {
      throw new RefusedException(505, "The versions taken here are HTTP/1.1 and HTTP/1.0");
    }
    // RFC 9110, section 2.5: a higher minor version is taken as the highest that is known.
    return array[from + 7] == '0' ? HttpVersion.HTTP_1_0 : HttpVersion.HTTP_1_1;
  }

  private static boolean isDigit(byte octet) {
    return octet >= '0' && octet <= '9';
  }
}
