package dev.weir.core.http2;

/** Ends the connection (RFC 9113, section 5.4.1). Its message reaches the client, in GOAWAY. */
final class ConnectionException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  ConnectionException(ErrorCode code, String message) {
    // No stack trace: a peer causes these as often as it likes, and the message says it all.
    super(message, null, false, false);
    this.code = code;
  }

  static ConnectionException protocol(String message) {
    return new ConnectionException(ErrorCode.PROTOCOL_ERROR, message);
  }

  static ConnectionException frameSize(String message) {
    return new ConnectionException(ErrorCode.FRAME_SIZE_ERROR, message);
  }

  /** What was allowed was done too often. */
  static ConnectionException flood(String message) {
    return new ConnectionException(ErrorCode.ENHANCE_YOUR_CALM, message);
  }

  ErrorCode code() {
    return code;
  }
}
