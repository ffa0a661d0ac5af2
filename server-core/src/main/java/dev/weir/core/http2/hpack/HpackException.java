package dev.weir.core.http2.hpack;

/**
 * A header block that can't be decoded. The tables of both sides differ from then on, so the
 * connection has to end (RFC 9113, section 4.3).
 */
public final class HpackException extends Exception {
  private static final long serialVersionUID = 1L;

  HpackException(String message) {
    // No stack trace: a peer causes these as often as it likes, and the message says it all.
    super(message, null, false, false);
  }
}
