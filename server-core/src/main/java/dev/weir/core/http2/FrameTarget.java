package dev.weir.core.http2;

import dev.weir.LentBytes;

/**
 * Takes frames, their syntax checked. What a call is given it has for its length only.
 *
 * <p>A DATA frame is one {@link #dataBegins}, any number of {@link #data} and one {@link
 * #dataEnds}; all others come whole, a header block with its CONTINUATION frames in one piece.
 */
interface FrameTarget {
  /**
   * A DATA frame begins.
   *
   * @param flowBytes what counts for flow control: data and padding
   * @param dataBytes the data
   */
  void dataBegins(int stream, int flowBytes, int dataBytes, boolean endsStream)
      throws ConnectionException;

  /** Some of the data. */
  void data(LentBytes part) throws ConnectionException;

  /** The DATA frame is complete. */
  void dataEnds() throws ConnectionException;

  /** A header block, {@code block[from..to)}. */
  void headers(int stream, boolean endsStream, byte[] block, int from, int to)
      throws ConnectionException;

  /** A mistake that concerns one stream. */
  void streamError(int stream, ErrorCode code, String message) throws ConnectionException;

  void priority() throws ConnectionException;

  void reset(int stream) throws ConnectionException;

  /** SETTINGS, six bytes each in {@code array[from..to)}. */
  void settings(byte[] array, int from, int to) throws ConnectionException;

  void settingsAcknowledged() throws ConnectionException;

  void ping(boolean acknowledgement, long opaque) throws ConnectionException;

  void goAway() throws ConnectionException;

  void windowUpdate(int stream, int increment) throws ConnectionException;

  /** A frame of a type that isn't known, and is skipped. */
  void unknown() throws ConnectionException;
}
