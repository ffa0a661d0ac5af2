package dev.weir.core.tcp;

import dev.weir.Dispatch;
import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.core.dispatch.Task;
import dev.weir.core.dispatch.WorkRunner;
import dev.weir.core.door.DoorSetup;
import dev.weir.core.stream.Activity;
import dev.weir.core.stream.CoarseClock;
import dev.weir.core.stream.InboundQueue;
import dev.weir.core.stream.LoopClocks;
import dev.weir.core.stream.StreamEnds;
import dev.weir.core.stream.WriteGate;
import dev.weir.spi.protocol.ProtocolContext;
import dev.weir.spi.protocol.ProtocolHandler;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.LoopTimer;
import dev.weir.tcp.TcpHandler;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop's side of a blocking connection: it fills the queue that the handler reads from, opens
 * the gate that it writes through, and watches the time. On the event loop, but for {@link
 * #handle}.
 *
 * <p>At shutdown the handler goes on: only it knows whether it is in the middle of something. What
 * hasn't returned by the deadline is cut here, and interrupted by the {@link WorkRunner}.
 */
final class BlockingStream implements ProtocolHandler {
  private static final Logger LOGGER = LoggerFactory.getLogger(BlockingStream.class);

  private final ByteStream stream;
  private final EventLoop loop;
  private final String door;
  private final WorkRunner work;
  private final TcpHandler handler;
  private final Duration idleLimit;
  private final CoarseClock clock;
  private final Activity activity;
  private final InboundQueue queue;
  private final WriteGate gate;
  private final BlockingConnection connection;
  private final LoopTimer timer;
  private WorkRunner.@Nullable Waiting waiting; // for a place
  private boolean started;
  private boolean draining;
  private boolean ended;

  BlockingStream(ProtocolContext context, DoorSetup setup, TcpHandler handler, LoopClocks clocks) {
    this.stream = context.stream();
    this.loop = stream.loop();
    this.door = setup.door();
    this.work = setup.work();
    this.handler = handler;
    Limits limits = setup.limits();
    this.idleLimit = limits.get(Limits.SESSION_IDLE_TIMEOUT);
    this.clock = clocks.of(loop);
    clock.use();
    this.activity = new Activity(loop, clock);
    this.queue = new InboundQueue(limits.get(Limits.READ_AHEAD), loop, stream::resumeReading);
    this.gate = new WriteGate(stream);
    this.connection =
        new BlockingConnection(
            context, queue, gate, activity, limits.get(Limits.WRITE_HIGH_WATERMARK));
    this.timer = loop.newTimer(this::timeUp);
  }

  /** Starts the handler as soon as there is a place for it. */
  void start() {
    if (work.tryEnter()) {
      startInPlace();
    } else {
      waiting = work.enterWhenFree(this::startLater);
    }
  }

  /** There is a place. Any thread. */
  private boolean startLater() {
    try {
      loop.execute(this::startInPlace);
      return true;
    } catch (RejectedExecutionException e) {
      return false; // the loop has ended, and the stream with it
    }
  }

  private void startInPlace() {
    if (ended || draining) {
      work.leave();
      return;
    }
    started = true;
    timer.arm(idleLimit.toNanos());
    try {
      work.start(Dispatch.VIRTUAL_THREAD, loop, new Run());
    } catch (RejectedExecutionException e) {
      work.leave();
      stream.abort(CloseCause.SHUTDOWN);
    }
  }

  private final class Run extends Task {
    @Override
    protected void run() {
      handle();
    }
  }

  /** The handler's thread. */
  private void handle() {
    Throwable failure = null;
    try {
      handler.handle(connection);
    } catch (Throwable e) {
      failure = e;
    } finally {
      work.leave();
    }
    if (failure == null) {
      connection.close();
    } else {
      report(failure);
      // A FIN would make half an answer look whole.
      connection.abort(CloseCause.failed(failure));
    }
  }

  private void report(Throwable failure) {
    if (failure instanceof InterruptedException || failure instanceof InterruptedIOException) {
      LOGGER.info("The handler of {} on door {} was interrupted", connection, door);
    } else if (connection.isClosed() && failure instanceof IOException) {
      LOGGER.debug("The handler of {} on door {} met its end", connection, door, failure);
    } else {
      LOGGER.error("The handler of {} on door {} failed", connection, door, failure);
    }
  }

  @Override
  public int input(LentBytes input) {
    activity.touch();
    if (!queue.offer(input)) {
      stream.pauseReading();
    }
    return 0;
  }

  @Override
  public void inputEnded(LentBytes rest) {
    queue.offer(rest);
    queue.end();
  }

  @Override
  public void writable() {
    gate.opened();
  }

  private void timeUp() {
    long quiet = activity.quietNanos();
    // While something is unsent, the stream's own limit of progress holds.
    if (quiet < idleLimit.toNanos() || stream.pendingBytes() > 0) {
      timer.arm(Math.max(idleLimit.toNanos() - quiet, idleLimit.toNanos() >> 3));
      return;
    }
    IOException idle = new IOException("No byte came or went for " + idleLimit.toSeconds() + " s");
    LOGGER.debug("{} on door {} is closed: {}", connection, door, idle.getMessage());
    connection.end(idle);
    stream.close();
  }

  @Override
  public void drain() {
    draining = true;
    if (!started) {
      stream.close();
    }
  }

  @Override
  public void closed(CloseCause cause) {
    ended = true;
    if (waiting != null) {
      waiting.cancel();
    }
    timer.cancel();
    clock.release();
    connection.ended(); // before the handler is woken: it tells its end from a failure by this
    IOException why = StreamEnds.toException(cause);
    gate.closed(why);
    queue.fail(why);
  }
}
