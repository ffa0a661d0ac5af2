package dev.weir.core.tcp;

import dev.weir.Bytes;
import dev.weir.core.stream.Activity;
import dev.weir.core.stream.EndCallbacks;
import dev.weir.core.stream.WriteGate;
import dev.weir.middleware.ConnectionContext;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.OutputChain;
import dev.weir.tcp.Session;
import dev.weir.tcp.SessionClosedException;
import dev.weir.tcp.SessionEnd;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * The user's side of a session. A frame is encoded whole into a chain of its own and then
 * submitted, or written whole on the loop; so the bytes of two senders never mix.
 */
final class FrameSession extends ConnectionView implements Session {
  private final FrameStream owner;
  private final ByteStream stream;
  private final EventLoop loop;
  private final FrameDoor door;
  private final Activity activity;
  private final WriteGate gate;
  private final EndCallbacks<SessionEnd> listeners;
  private volatile boolean closed;

  FrameSession(
      ConnectionContext context,
      FrameStream owner,
      ByteStream stream,
      FrameDoor door,
      Activity activity) {
    super(context);
    this.owner = owner;
    this.stream = stream;
    this.loop = stream.loop();
    this.door = door;
    this.activity = activity;
    this.gate = new WriteGate(stream);
    this.listeners = new EndCallbacks<>(loop.offLoop(), "weir-session-end");
  }

  @Override
  public void send(Bytes frame) throws IOException {
    if (closed) {
      throw new SessionClosedException(this + " has ended, so nothing can be sent");
    }
    if (loop.inLoop()) {
      writeOnLoop(frame);
      return;
    }
    if (!Thread.currentThread().isVirtual() && door.clocks().inAnyLoop() && !stream.isWritable()) {
      // Two loops that wait for each other would do so for ever.
      throw new IllegalStateException(
          "The event loop of another session can't wait until " + this + " has room: use offer()");
    }
    try {
      gate.awaitRoom();
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      SessionClosedException ended =
          new SessionClosedException(this + " has ended, so nothing can be sent");
      ended.initCause(e);
      throw ended;
    }
    submit(frame);
  }

  @Override
  public boolean offer(Bytes frame) {
    if (closed || !stream.isWritable()) {
      return false;
    }
    if (loop.inLoop()) {
      writeOnLoop(frame);
    } else {
      submit(frame);
    }
    return true;
  }

  private void submit(Bytes frame) {
    OutputChain chain = stream.newOutput();
    boolean encoded = false;
    try {
      door.framing().encode(frame, chain);
      encoded = true;
    } finally {
      if (!encoded) {
        chain.release();
      }
    }
    activity.touch();
    stream.submit(chain);
  }

  private void writeOnLoop(Bytes frame) {
    OutputChain output = stream.output();
    long before = output.size();
    boolean encoded = false;
    try {
      door.framing().encode(frame, output);
      encoded = true;
    } finally {
      if (!encoded && output.size() != before) {
        // Half a frame can't be taken back, and what follows would be read as the rest of it.
        abort();
      }
    }
    activity.touch();
    owner.wroteOnLoop();
  }

  /** There is room for output again. */
  void writable() {
    gate.opened();
  }

  @Override
  public void close() {
    noMoreSends(new IOException("The session was closed by this side"));
    owner.closeRequested();
  }

  @Override
  public void abort() {
    noMoreSends(new IOException("The session was aborted by this side"));
    owner.abort(CloseCause.ABORTED);
  }

  /** Nothing can be sent from now on; who waits to, learns why. Any thread. */
  void noMoreSends(IOException why) {
    if (!closed) {
      closed = true;
      gate.closed(why);
    }
  }

  /** The stream has ended. */
  void ended(SessionEnd end) {
    listeners.ended(end);
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public Instant lastActivity() {
    return activity.lastMoment();
  }

  @Override
  public void onEnd(Consumer<SessionEnd> listener) {
    listeners.add(listener);
  }

  @Override
  public String toString() {
    return "Session " + id() + " with " + remoteAddress() + " on door " + door();
  }
}
