package dev.weir.core.http2;

import dev.weir.Bytes;
import dev.weir.core.http.ResponseHead;
import dev.weir.http.Headers;
import dev.weir.spi.transport.OutputChain;
import org.jspecify.annotations.Nullable;

/**
 * The answer's side of a stream: heads leave at once, data as far as the client's windows reach
 * (RFC 9113, section 5.2) and as its turn comes. On the loop.
 */
final class StreamOutput {
  /**
   * So much has to leave for it to count as progress, or all there is: else a client that grants a
   * byte at a time (CVE-2019-9511) would hold each answer of a connection for days.
   */
  static final int LEAST_PROGRESS = 1 << 10;

  private final Http2Stream stream;
  private final ConnectionOutput connection;

  private long window;
  private @Nullable OutputChain pending;
  private Headers trailers = Headers.empty();
  private boolean headSent;
  private boolean endDue;
  private boolean ended;
  private boolean dropped;
  private long lastProgress;
  private int sinceProgress;

  // Of the list of those whose turn comes.
  @Nullable StreamOutput next;
  boolean isListed;

  StreamOutput(Http2Stream stream, ConnectionOutput connection, int window) {
    this.stream = stream;
    this.connection = connection;
    this.window = window;
  }

  // ---- What the answer consists of.

  /** Tells a client that waits with its body to send it. */
  void goOn() {
    interim(100, Headers.empty());
  }

  /** An interim answer, before the head. */
  void interim(int status, Headers fields) {
    if (!headSent && !dropped) {
      connection.interim(stream.id(), status, fields);
    }
  }

  /** A head, and an end with it if nothing follows. */
  void head(ResponseHead head, boolean ends) {
    if (dropped) {
      return;
    }
    headSent = true;
    connection.head(stream.id(), head, ends, null);
    if (ends) {
      ended();
    }
  }

  /** A whole answer; a small one goes out in one piece. */
  void whole(ResponseHead head, Bytes body) {
    if (dropped) {
      return;
    }
    int length = body.length();
    if (length > 0 && length <= window && connection.takesAtOnce(length)) {
      headSent = true;
      window -= length;
      connection.head(stream.id(), head, true, body);
      ended();
      return;
    }
    head(head, length == 0);
    if (length > 0) {
      pending().write(body);
      end(Headers.empty());
      flush();
    }
  }

  /** A part of the body, which is taken over. */
  void append(OutputChain part) {
    if (dropped) {
      part.release();
    } else if (isEmpty()) {
      touch();
      OutputChain before = pending;
      pending = part;
      if (before != null) {
        before.release();
      }
    } else {
      pending().append(part);
    }
  }

  /** Nothing follows but these fields. */
  void end(Headers fields) {
    if (!ended && !dropped) {
      endDue = true;
      trailers = fields;
      touch();
    }
  }

  /** Lets what was appended take its turn. */
  void flush() {
    if (!isWaiting()) {
      return;
    }
    if (window > 0 || isEmpty()) {
      connection.ready(this);
    } else {
      holdNoMore();
    }
  }

  /**
   * It has to wait, for as long as the client likes, and on as many streams: there it shall hold
   * what it has to send, and no segment with room for much more.
   */
  void holdNoMore() {
    if (pending != null) {
      pending.trim();
    }
  }

  private OutputChain pending() {
    OutputChain chain = pending;
    if (chain == null) {
      chain = connection.newChain();
      pending = chain;
      touch();
    }
    return chain;
  }

  private boolean isEmpty() {
    return pending == null || pending.isEmpty();
  }

  // ---- Turns.

  /**
   * Sends one frame.
   *
   * @return whether it could send another now
   */
  boolean takeTurn() {
    if (dropped || ended) {
      return false;
    }
    OutputChain chain = pending;
    long left = chain == null ? 0 : chain.size();
    int count =
        (int) Math.min(Math.min(left, Frames.MAX_PAYLOAD), Math.min(window, connection.window()));
    boolean completes = count == left && endDue;
    if (count <= 0 && !completes) {
      return false;
    }
    boolean ends = completes && trailers.size() == 0;
    if (count > 0 || ends) {
      connection.data(stream.id(), chain, count, ends);
      window -= count;
      sinceProgress += count;
      if (count == left || sinceProgress >= LEAST_PROGRESS) {
        touch();
      }
      stream.framed(count);
    }
    if (completes) {
      if (!ends) {
        connection.trailers(stream.id(), trailers);
      }
      ended();
      return false;
    }
    if (left > count && window <= 0) {
      holdNoMore();
    }
    return left > count && window > 0;
  }

  /** Whether it can't send without a window of the connection. */
  boolean needsWindow() {
    return !isEmpty();
  }

  /**
   * The client widens the window, or narrows it by SETTINGS.
   *
   * @return false if it would be too wide
   */
  boolean widen(long increment) {
    if (window + increment > Frames.MAX_WINDOW) {
      return false;
    }
    window += increment;
    flush();
    return true;
  }

  private void ended() {
    ended = true;
    release();
    stream.outputEnded();
  }

  /** Nothing more is sent. */
  void drop() {
    dropped = true;
    release();
  }

  private void release() {
    OutputChain chain = pending;
    pending = null;
    if (chain != null) {
      chain.release();
    }
  }

  /** Bytes that haven't been framed. */
  long pendingBytes() {
    return pending == null ? 0 : pending.size();
  }

  boolean isEnded() {
    return ended;
  }

  boolean isHeadSent() {
    return headSent;
  }

  // ---- Time.

  private void touch() {
    sinceProgress = 0;
    lastProgress = connection.now();
  }

  /** Whether something is due that hasn't left. */
  boolean isWaiting() {
    return !ended && !dropped && (endDue || !isEmpty());
  }

  /** When it last went on, by the loop's clock. */
  long lastProgress() {
    return lastProgress;
  }
}
