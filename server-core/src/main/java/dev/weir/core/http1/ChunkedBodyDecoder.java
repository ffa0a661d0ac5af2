package dev.weir.core.http1;

import static dev.weir.core.http.RefusedException.malformed;

import dev.weir.core.http.Octets;
import dev.weir.core.http.RefusedException;
import dev.weir.core.http.TrailerFields;
import dev.weir.http.Headers;

/**
 * The chunked coding (RFC 9112, section 7.1).
 *
 * <pre>
 *   SIZE -> [EXTENSIONS] -> SIZE_LF -> DATA -> DATA_CR -> DATA_LF -> SIZE ...
 *                                        \-> (last chunk) TRAILERS -> DONE
 * </pre>
 *
 * <p>Extensions are checked and dropped. What isn't data (sizes, extensions, line ends) may not
 * outweigh it without bound: a peer that sends a megabyte of framing for a kilobyte of data is cut.
 */
final class ChunkedBodyDecoder implements BodyDecoder {
  /** Framing that is granted at once; see {@link #FRAMING_PER_CHUNK}. */
  private static final int FREE_FRAMING = 16 << 10;

  /** Framing that each chunk may have without being counted: its size and line ends. */
  private static final int FRAMING_PER_CHUNK = 16;

  /** Hexadecimal digits of a size, leading zeros included: below 2^60, so nothing overflows. */
  private static final int MAX_SIZE_DIGITS = 15;

  private enum State {
    SIZE,
    EXTENSIONS,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILERS,
    DONE
  }

  private final FieldParser trailerParser;
  private final ChunkExtensions extensions = new ChunkExtensions();
  private State state = State.SIZE;
  private long size;
  private int digits;
  private boolean blankSeen;
  private long framing;
  private Headers trailers = Headers.empty();

  ChunkedBodyDecoder(int maxTrailers, long maxTrailerBytes) {
    this.trailerParser = new FieldParser(maxTrailers, maxTrailerBytes);
  }

  @Override
  public int decode(byte[] array, int from, int limit, Target target) throws RefusedException {
    int i = from;
    while (i < limit) {
      switch (state) {
        case DATA -> {
          int count = (int) Math.min(limit - i, size);
          target.data(array, i, i + count);
          i += count;
          size -= count;
          if (size == 0) {
            state = State.DATA_CR;
          }
        }
        case TRAILERS -> {
          if (!trailerParser.parse(array, i, limit)) {
            return i;
          }
          FieldLines fields = trailerParser.copy(array, i);
          requireAllowed(fields);
          trailers = fields;
          state = State.DONE;
          return i + trailerParser.length();
        }
        case DONE -> {
          return i;
        }
        default -> {
          frame(array[i++]);
          if (state == State.DATA) {
            target.chunk(size);
          }
        }
      }
    }
    return i;
  }

  private void frame(byte octet) throws RefusedException {
    framing++;
    if (framing > FREE_FRAMING) {
      throw malformed("The chunks' sizes and extensions outweigh their data");
    }
    switch (state) {
      case SIZE -> size(octet);
      case EXTENSIONS -> {
        if (!extensions.take(octet)) {
          state = State.SIZE_LF;
        }
      }
      case SIZE_LF -> {
        requireLineFeed(octet);
        state = size == 0 ? State.TRAILERS : State.DATA;
      }
      case DATA_CR -> {
        if (octet != '\r') {
          throw malformed("A chunk's data isn't followed by CR LF");
        }
        state = State.DATA_LF;
      }
      case DATA_LF -> {
        requireLineFeed(octet);
        state = State.SIZE;
        digits = 0;
        blankSeen = false;
        framing = Math.max(0, framing - FRAMING_PER_CHUNK);
      }
      default -> throw new IllegalStateException("No framing in " + state);
    }
  }

  private void size(byte octet) throws RefusedException {
    int digit = Octets.hex(octet);
    if (digit >= 0 && !blankSeen) {
      if (++digits > MAX_SIZE_DIGITS) {
        throw malformed("A chunk's size is too large");
      }
      size = size << 4 | digit;
    } else if (digits == 0) {
      throw malformed("A chunk's size starts with " + Octets.describe(octet));
    } else if (octet == ';') {
      extensions.begin();
      state = State.EXTENSIONS;
    } else if (octet == '\r' && !blankSeen) {
      state = State.SIZE_LF;
    } else if (Octets.isBlank(octet)) {
      blankSeen = true; // section 7.1.1 allows blanks in front of an extension
    } else {
      throw malformed("A chunk's size is followed by " + Octets.describe(octet));
    }
  }

  private static void requireAllowed(FieldLines fields) throws RefusedException {
    for (int i = 0; i < fields.size(); i++) {
      if (!TrailerFields.isAllowed(fields.name(i))) {
        throw malformed(fields.name(i) + " isn't taken as a trailer field");
      }
    }
  }

  private static void requireLineFeed(byte octet) throws RefusedException {
    if (octet != '\n') {
      throw malformed("A CR isn't followed by LF");
    }
  }

  @Override
  public boolean isComplete() {
    return state == State.DONE;
  }

  @Override
  public long remaining() {
    return -1;
  }

  @Override
  public Headers trailers() {
    return trailers;
  }
}
