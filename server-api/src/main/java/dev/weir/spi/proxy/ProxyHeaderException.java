package dev.weir.spi.proxy;

/** What came isn't a header of the PROXY protocol, or one that can't be taken. */
final class ProxyHeaderException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /** No stack trace: a peer causes these as often as it likes. */
  ProxyHeaderException(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  /** What is wrong, as the end of a sentence. */
  String reason() {
    return reason;
  }
}
