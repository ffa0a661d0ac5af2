package dev.weir.core.http1;

import static dev.weir.core.http.RefusedException.malformed;

import dev.weir.core.http.Octets;
import dev.weir.core.http.RefusedException;

/**
 * Checks the extensions of a chunk, an octet at a time (RFC 9112, section 7.1.1); what they say is
 * dropped.
 *
 * <pre>
 *   chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
 * </pre>
 */
final class ChunkExtensions {
  private enum State {
    BEFORE_NAME,
    NAME,
    AFTER_NAME,
    BEFORE_VALUE,
    VALUE,
    QUOTED,
    QUOTED_PAIR,
    QUOTED_END,
    AFTER_VALUE
  }

  private State state = State.BEFORE_NAME;

  /** A semicolon came. */
  void begin() {
    state = State.BEFORE_NAME;
  }

  /**
   * Takes the next octet.
   *
   * @return false if it is the CR at the end of the line
   */
  boolean take(byte octet) throws RefusedException {
    boolean blank = Octets.isBlank(octet);
    boolean token = Octets.isToken(octet);
    switch (state) {
      case BEFORE_NAME -> {
        require(blank || token, octet);
        state = token ? State.NAME : state;
      }
      case NAME -> {
        if (octet == '\r') {
          return false;
        }
        state = token ? state : blank ? State.AFTER_NAME : afterName(octet);
      }
      case AFTER_NAME -> state = blank ? state : afterName(octet);
      case BEFORE_VALUE -> {
        require(blank || token || octet == '"', octet);
        state = token ? State.VALUE : blank ? state : State.QUOTED;
      }
      case VALUE, QUOTED_END -> {
        if (octet == '\r') {
          return false;
        }
        boolean goesOn = token && state == State.VALUE;
        state = goesOn ? state : blank ? State.AFTER_VALUE : afterValue(octet);
      }
      case AFTER_VALUE -> state = blank ? state : afterValue(octet);
      case QUOTED -> {
        require(Octets.isValue(octet), octet);
        state = octet == '"' ? State.QUOTED_END : octet == '\\' ? State.QUOTED_PAIR : state;
      }
      case QUOTED_PAIR -> {
        require(Octets.isValue(octet), octet);
        state = State.QUOTED;
      }
    }
    return true;
  }

  private static State afterName(byte octet) throws RefusedException {
    return octet == '=' ? State.BEFORE_VALUE : afterValue(octet);
  }

  private static State afterValue(byte octet) throws RefusedException {
    require(octet == ';', octet);
    return State.BEFORE_NAME;
  }

  private static void require(boolean allowed, byte octet) throws RefusedException {
    if (!allowed) {
      throw malformed("A chunk's extension holds " + Octets.describe(octet) + " out of place");
    }
  }
}
