package dev.weir.core.http2;

import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.core.http2.hpack.OctetBuffer;
import dev.weir.http.Headers;
import dev.weir.internal.LentArrays;
import dev.weir.spi.transport.BufferedStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.OutputChain;
import dev.weir.spi.transport.SegmentPool;
import dev.weir.spi.transport.StreamHandler;
import dev.weir.spi.transport.TransportConnection;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A stream of HTTP/2 as a stream of bytes, for the protocol that takes it over: DATA is its input
 * and output, END_STREAM its half-close, RST_STREAM its reset (RFC 8441, section 5). Paused reading
 * gives the client no credit. On the loop.
 */
final class TunnelStream extends BufferedStream {
  private static final LentArrays.Access LENT = LentArrays.access();

  /** What is framed ahead of the client's window; the rest stays where watermarks count it. */
  private static final int MAX_FRAMED_AHEAD = 16 << 10;

  private final Http2Stream stream;
  private final StreamOutput output;
  private final int fullWindow;

  private long window;
  private int uncredited;
  private boolean reading;
  private boolean awaitsRoom;
  private boolean turnEndDue;

  // What came before the handler had answered.
  private boolean open;
  private boolean earlyEnd;
  private @Nullable OctetBuffer early;

  TunnelStream(
      Http2Stream stream,
      StreamOutput output,
      TransportConnection connection,
      Limits limits,
      int window) {
    super(connection, SegmentPool.shared(), limits);
    this.stream = stream;
    this.output = output;
    this.fullWindow = window;
    this.window = Math.max(window, Frames.DEFAULT_WINDOW);
  }

  // ---- The stream's side.

  /** The protocol that took over gets what has come. */
  void start(StreamHandler first) {
    open = true;
    open(first);
    OctetBuffer before = early;
    early = null;
    if (before != null) {
      received(before.array(), 0, before.size());
    }
    if (earlyEnd) {
      receivedEnd();
    }
  }

  /** A DATA frame begins; false if it is more than the window allows. */
  boolean begins(int flowBytes) {
    window -= flowBytes;
    uncredited += flowBytes;
    return window >= 0;
  }

  /** Some of the data. */
  void data(LentBytes part) {
    byte[] array = LENT.array(part);
    int from = LENT.position(part);
    if (open) {
      received(array, from, from + part.remaining());
    } else {
      OctetBuffer kept = early;
      if (kept == null) {
        kept = new OctetBuffer();
        early = kept;
      }
      kept.add(array, from, from + part.remaining());
    }
  }

  /** A DATA frame is complete. */
  void dataEnds(boolean ends) {
    if (!ends) {
      giveCredit();
    } else if (open) {
      receivedEnd();
    } else {
      earlyEnd = true;
    }
  }

  /** The client has ended the stream, or is gone. */
  void lost(CloseCause cause) {
    if (open) {
      failed(cause);
    }
  }

  /** Some of the output was framed. */
  void framed() {
    if (awaitsRoom) {
      turnEndWanted();
    }
  }

  private void giveCredit() {
    if (reading && uncredited >= fullWindow >> 1) {
      int credit = uncredited;
      uncredited = 0;
      window += credit;
      stream.widen(credit);
    }
  }

  // ---- What a transport provides.

  /** As long as all that is appended is framed at once: later nothing would bring it back here. */
  @Override
  protected void write(OutputChain chain) throws IOException {
    long room = MAX_FRAMED_AHEAD - output.pendingBytes();
    while (room > 0 && !chain.isEmpty() && !isClosed()) {
      OutputChain part = newOutput();
      if (chain.isFileAtHead()) {
        chain.transferFileTo(Channels.newChannel(part.asOutputStream()), room);
      } else {
        chain.transferTo(part, Math.min(room, chain.size()));
      }
      output.append(part);
      send();
      room = MAX_FRAMED_AHEAD - output.pendingBytes();
    }
  }

  @Override
  protected long bytesInTransport() {
    return output.pendingBytes();
  }

  @Override
  protected void readInterest(boolean wanted) {
    reading = wanted;
    giveCredit();
  }

  @Override
  protected void writeInterest(boolean wanted) {
    awaitsRoom = wanted;
  }

  @Override
  protected void turnEndWanted() {
    if (!turnEndDue) {
      turnEndDue = true;
      try {
        loop()
            .execute(() -> {
              turnEndDue = false;
              if (!isClosed()) {
                turnEnded();
              }
            });
      } catch (RejectedExecutionException e) {
        // The loop has ended, and the connection with it: the stream hears of that.
      }
    }
  }

  @Override
  protected void shutdownOutput() {
    output.end(Headers.empty());
    send();
  }

  private void send() {
    output.flush();
    stream.pump();
  }

  @Override
  protected void closeChannel(boolean reset) {
    stream.tunnelClosed(reset ? ErrorCode.CANCEL : ErrorCode.NO_ERROR);
  }

  @Override
  protected void streamClosed(CloseCause cause) {}
}
