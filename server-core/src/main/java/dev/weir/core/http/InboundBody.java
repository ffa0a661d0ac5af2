package dev.weir.core.http;

import dev.weir.Bytes;
import dev.weir.BytesBuilder;
import dev.weir.LentBytes;
import dev.weir.MediaType;
import dev.weir.core.dispatch.GatheredBytes;
import dev.weir.core.stream.InboundQueue;
import dev.weir.http.ClientGoneException;
import dev.weir.http.HeaderNames;
import dev.weir.http.Headers;
import dev.weir.http.Problem;
import dev.weir.http.ProblemException;
import dev.weir.http.RequestBody;
import dev.weir.spi.transport.OffLoop;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request's body: the loop puts in, one thread takes out, and a bounded queue stands between
 * them.
 *
 * <p>It keeps account of how long the reader waited for the client, which isn't the handler's time.
 */
public final class InboundBody implements RequestBody {
  /** The bound of a body that is read once all of it is there: then nobody has to ask for it. */
  static final long WHOLE = Long.MAX_VALUE;

  private final RequestHead head;
  private final ExchangeWire wire;
  private final OffLoop clock;
  private final InboundQueue queue;
  private final WaitTime waits;
  private final GatheredBytes.Account gathered;

  private volatile Headers trailers = Headers.empty();
  private volatile boolean closed;
  private volatile @Nullable IOException cutBy;
  private boolean asked;

  /**
   * A body that is to come.
   *
   * @param gathered where it is counted if it is put together whole
   * @param receivedNanos when the head was complete, by the loop's clock
   * @param bound the bytes from which on {@link #data} asks for a pause, or {@link #WHOLE}
   * @param resume goes on reading; run on the loop
   */
  InboundBody(
      RequestHead head,
      ExchangeWire wire,
      GatheredBytes gathered,
      long receivedNanos,
      long bound,
      Runnable resume) {
    this.gathered = gathered.account();
    this.head = head;
    this.wire = wire;
    this.clock = wire.loop().offLoop();
    this.queue = new InboundQueue(bound, wire.loop(), resume);
    this.waits = new WaitTime(receivedNanos);
    this.asked = bound == WHOLE;
  }

  // ---- The loop's side.

  /**
   * A part came.
   *
   * @return false if enough is there for now: pause
   */
  public boolean data(LentBytes part) {
    return closed || queue.offer(part);
  }

  /**
   * Why so many bytes can't be here at once; null if they can. The reader of a body that is to be
   * {@link #WHOLE} can't be asked to make room.
   */
  public @Nullable Problem refusalOf(long bytes) {
    return gathered.tryHold(bytes) ? null : NoRoomException.PROBLEM;
  }

  /** As {@link InboundQueue#reportConsumed}: {@code resume} is run once so much was read. */
  public void reportConsumed(long batch) {
    queue.reportConsumed(batch);
  }

  /** As {@link InboundQueue#takeConsumed}. */
  public long takeConsumed() {
    return queue.takeConsumed();
  }

  /** The body is complete. */
  public void complete(Headers trailerFields) {
    trailers = trailerFields;
    queue.end();
  }

  /** The body can't be completed; who reads gets the problem after what has come. */
  public void fail(Problem problem) {
    queue.fail(new BodyFailure(problem));
  }

  /** The client has ended its side early; who reads is told after what has come. */
  public void truncated() {
    queue.fail(new ClientGoneException("The client ended the body early", null));
  }

  /**
   * The exchange was cut short, and so was the body: who reads is told at once, and never takes a
   * part of it for the whole. Any thread.
   */
  void cut(IOException why) {
    cutBy = why;
    queue.abandon(why);
  }

  /** The exchange has ended: from now on it reads as ended, unless it was cut. Any thread. */
  void close() {
    closed = true;
    queue.end();
    gathered.close();
  }

  /** For how long the reader has waited for the client until {@code now}. Any thread. */
  long waitedNanos(long now) {
    return waits.until(now);
  }

  // ---- The handler's side.

  @Override
  public long declaredLength() {
    return head.bodyLength();
  }

  @Override
  public InputStream asInputStream() {
    return new View();
  }

  @Override
  public Bytes readAll() throws IOException {
    Bytes first = take();
    if (first == null) {
      return Bytes.empty();
    }
    Bytes next = take();
    if (next == null) {
      return first;
    }
    BytesBuilder all = Bytes.builder();
    all.write(first);
    while (next != null) {
      if (!gathered.tryHold(2 * (all.size() + (long) next.length()))) { // as the builder grows
        throw new NoRoomException();
      }
      all.write(next);
      next = take();
    }
    Bytes whole = all.toBytes();
    gathered.hold(whole.length());
    return whole;
  }

  @Override
  public String readText() throws IOException {
    Charset charset = charset();
    byte[] bytes = readAll().toByteArray();
    return new String(bytes, charset);
  }

  private Charset charset() {
    String type = head.headers().first(HeaderNames.CONTENT_TYPE);
    if (type == null) {
      return StandardCharsets.UTF_8;
    }
    try {
      return MediaType.parse(type)
          .parameter("charset")
          .map(Charset::forName)
          .orElse(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          Problem.of(415, "The Content-Type is malformed, or its charset isn't known"), e);
    }
  }

  @Override
  public Headers trailers() {
    return queue.isExhausted() ? trailers : Headers.empty();
  }

  private @Nullable Bytes take() throws IOException {
    InboundQueue source = open();
    if (source == null) {
      return null;
    }
    boolean waited = startWaiting(source);
    try {
      return source.take();
    } catch (IOException e) {
      throw translated(e);
    } finally {
      stopWaiting(waited);
    }
  }

  private int read(byte[] target, int offset, int length) throws IOException {
    InboundQueue source = open();
    if (source == null) {
      return length == 0 ? 0 : -1;
    }
    boolean waited = startWaiting(source);
    try {
      return source.read(target, offset, length);
    } catch (IOException e) {
      throw translated(e);
    } finally {
      stopWaiting(waited);
    }
  }

  private @Nullable InboundQueue open() throws IOException {
    IOException why = cutBy;
    if (why != null) {
      throw translated(new IOException(why.getMessage(), why));
    }
    if (closed) {
      return null;
    }
    if (!asked) {
      asked = true;
      wire.bodyWanted();
    }
    return queue;
  }

  private boolean startWaiting(InboundQueue source) {
    if (source.available() > 0) {
      return false;
    }
    waits.begin(clock.nanoTime());
    return true;
  }

  private void stopWaiting(boolean waited) {
    if (waited) {
      waits.end(clock.nanoTime());
    }
  }

  /** The queue wraps what it was failed with; the reader gets what the API promises. */
  private IOException translated(IOException thrown) {
    // Who is told is interrupted too; that the body was cut says more than that.
    IOException why = cutBy;
    return switch (why != null ? why : thrown.getCause()) {
      case BodyFailure failure -> throw new ProblemException(failure.problem(), thrown);
      case ClientGoneException gone ->
          new ClientGoneException(String.valueOf(gone.getMessage()), gone);
      case null, default -> thrown;
    };
  }

  private final class View extends InputStream {
    private final byte[] one = new byte[1];
    private boolean viewClosed;

    @Override
    public int read() throws IOException {
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, target.length);
      return viewClosed ? -1 : InboundBody.this.read(target, offset, length);
    }

    /** Hands the parts on as they came: no reader that waits for a slow client holds a buffer. */
    @Override
    public long transferTo(OutputStream target) throws IOException {
      Objects.requireNonNull(target);
      long count = 0;
      Bytes part = next();
      while (part != null) {
        part.writeTo(target);
        count += part.length();
        part = next();
      }
      return count;
    }

    private @Nullable Bytes next() throws IOException {
      return viewClosed ? null : take();
    }

    @Override
    public int available() {
      return closed || viewClosed ? 0 : (int) Math.min(Integer.MAX_VALUE, queue.available());
    }

    /** Drops the rest: nobody reads it, and the engine drains or closes at the end. */
    @Override
    public void close() {
      viewClosed = true;
    }
  }
}
