package dev.weir.core.http2;

import dev.weir.Bytes;
import dev.weir.core.http.ResponseHead;
import dev.weir.http.Headers;
import dev.weir.spi.transport.OutputChain;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a thread off the loop has for a stream, until the loop takes it: HTTP/2's output has one
 * owner. Put in by any thread, in the order of {@link #drainTo}; taken on the loop.
 */
final class Outbox {
  // All guarded by this.
  private boolean queued;
  private boolean closed;
  private boolean goOn;
  private List<Interim> interim = List.of();
  private @Nullable ResponseHead head;
  private @Nullable Bytes body;
  private @Nullable OutputChain data;
  private boolean ends;
  private Headers trailers = Headers.empty();
  private boolean fails;
  private boolean over;

  /** The interim answer 100. Answers, as the others do, whether the loop has to be told. */
  synchronized boolean goOn() {
    goOn = true;
    return toQueue();
  }

  private record Interim(int status, Headers fields) {}

  /** An interim answer. */
  synchronized boolean interim(int status, Headers fields) {
    if (interim.isEmpty()) {
      interim = new ArrayList<>(1); // most answers have none
    }
    interim.add(new Interim(status, fields));
    return toQueue();
  }

  /** A whole answer. The loop isn't told yet: {@link #over} follows at once. */
  synchronized void answer(ResponseHead answer, Bytes wholeBody) {
    head = answer;
    body = wholeBody;
  }

  /** The start of an answer, which goes out with the first data or the end. */
  synchronized void open(ResponseHead answer) {
    head = answer;
  }

  /** A part of a body, which is taken over. */
  synchronized boolean data(OutputChain part) {
    if (closed) {
      part.release();
      return false;
    }
    if (data == null) {
      data = part;
    } else {
      data.append(part);
    }
    return toQueue();
  }

  /** The end of a body. The loop isn't told yet: {@link #over} follows at once. */
  synchronized void end(Headers fields) {
    ends = true;
    trailers = fields;
  }

  /** The answer can't be completed. */
  synchronized boolean fail() {
    fails = true;
    return toQueue();
  }

  /** The exchange is over. */
  synchronized boolean over() {
    over = true;
    return toQueue();
  }

  private boolean toQueue() {
    boolean told = queued || closed;
    queued = true;
    return !told;
  }

  /** Whether something may be in it. */
  synchronized boolean isQueued() {
    return queued;
  }

  /** Nothing is taken from now on. */
  synchronized void close() {
    closed = true;
    OutputChain left = data;
    data = null;
    if (left != null) {
      left.release();
    }
  }

  /** Moves all to the stream's output. On the loop. */
  void drainTo(Http2Stream stream, StreamOutput output) {
    boolean wasGoOn;
    List<Interim> wasInterim;
    ResponseHead wasHead;
    Bytes wasBody;
    OutputChain wasData;
    boolean wasEnds;
    Headers wasTrailers;
    boolean wasFails;
    boolean wasOver;
    synchronized (this) {
      queued = false;
      wasGoOn = goOn;
      wasInterim = interim;
      wasHead = head;
      wasBody = body;
      wasData = data;
      wasEnds = ends;
      wasTrailers = trailers;
      wasFails = fails;
      wasOver = over;
      goOn = false;
      interim = List.of();
      head = null;
      body = null;
      data = null;
      ends = false;
      fails = false;
      over = false;
    }
    if (wasGoOn) {
      output.goOn();
    }
    for (Interim each : wasInterim) {
      output.interim(each.status(), each.fields());
    }
    if (wasHead != null) {
      if (wasBody != null) {
        output.whole(wasHead, wasBody);
      } else {
        output.head(wasHead, wasData == null && wasEnds && wasTrailers.size() == 0);
      }
    }
    if (wasData != null) {
      output.append(wasData);
    }
    if (wasEnds) {
      output.end(wasTrailers);
    }
    output.flush();
    if (wasFails) {
      stream.reset(ErrorCode.INTERNAL_ERROR);
    }
    if (wasOver) {
      stream.exchangeOver();
    }
  }
}
