package dev.weir.core.fake;

import dev.weir.Limits;
import dev.weir.spi.transport.BufferedStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.FileRegion;
import dev.weir.spi.transport.OutputChain;
import dev.weir.spi.transport.SegmentPool;
import dev.weir.spi.transport.StreamHandler;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A stream and the peer at its other end: what the peer sends is delivered on the loop, what it
 * takes is limited by hand.
 */
public final class FakeStream extends BufferedStream {
  private final FakeLoop loop;
  private final FakeConnection connection;
  private final boolean offLoop;
  private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
  private final CompletableFuture<CloseCause> closed = new CompletableFuture<>();
  private final Object lock = new Object();

  // Guarded by the lock.
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
  private long room = Long.MAX_VALUE;
  private boolean ended;
  private boolean reset;

  // On the loop.
  private boolean reading;
  private boolean writeInterest;
  private boolean finDue;

  private FakeStream(FakeLoop loop, FakeConnection connection, Limits limits, boolean offLoop) {
    super(connection, SegmentPool.confined(), limits);
    this.loop = loop;
    this.connection = connection;
    this.offLoop = offLoop;
  }

  /**
   * Opens a stream.
   *
   * @param offLoop whether it writes on the threads that submit
   * @param first makes the handler, on the loop
   */
  public static FakeStream open(
      FakeLoop loop, Limits limits, boolean offLoop, Function<FakeStream, StreamHandler> first) {
    FakeStream opened =
        loop.call(() -> {
          FakeConnection connection = new FakeConnection(loop);
          FakeStream stream = new FakeStream(loop, connection, limits, offLoop);
          connection.stream(stream);
          stream.open(first.apply(stream));
          return stream;
        });
    loop.run(() -> {});
    return opened;
  }

  FakeConnection fake() {
    return connection;
  }

  // ---- The peer.

  /** The peer sends; returns when the stream has been given it, or has paused. */
  public void send(byte[] bytes) {
    loop.run(() -> {
      unread.writeBytes(bytes);
      deliver();
    });
  }

  /** The peer sends FIN after all that it sent. */
  public void finish() {
    loop.run(() -> {
      finDue = true;
      deliver();
    });
  }

  /** The peer vanishes. */
  public void resetByPeer() {
    loop.run(() -> failed(CloseCause.peerReset(new IOException("connection reset"))));
  }

  /** The peer takes only so many more bytes. */
  public void takeOnly(long bytes) {
    synchronized (lock) {
      room = bytes;
    }
    loop.run(() -> {
      if (writeInterest) {
        turnEnded();
      }
    });
  }

  /** What the peer has got so far. */
  public byte[] taken() {
    synchronized (lock) {
      return taken.toByteArray();
    }
  }

  /** Waits until what the peer has got is as it should be, and gives it. */
  public byte[] awaitTaken(Predicate<byte[]> asWanted) throws InterruptedException {
    return await(() -> asWanted.test(taken.toByteArray()));
  }

  /** Waits until the peer has got so many bytes. */
  public byte[] awaitTaken(int count) throws InterruptedException {
    return await(() -> taken.size() >= count);
  }

  private byte[] await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    synchronized (lock) {
      while (!condition.getAsBoolean()) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError(
              "The peer got " + taken.size() + " bytes, and not what it should");
        }
        lock.wait(left);
      }
      return taken.toByteArray();
    }
  }

  /** Waits for the end of the stream. */
  public CloseCause awaitClosed() {
    return closed.orTimeout(30, TimeUnit.SECONDS).join();
  }

  public boolean isOpen() {
    return !closed.isDone();
  }

  /** Whether the peer has seen FIN. */
  public boolean sawEnd() {
    synchronized (lock) {
      return ended;
    }
  }

  /** Whether the peer has seen a reset. */
  public boolean sawReset() {
    synchronized (lock) {
      return reset;
    }
  }

  /** Bytes that the peer has sent and nobody has read from the "socket". */
  public int unread() {
    return loop.call(unread::size);
  }

  // ---- The transport's side.

  private void deliver() {
    if (!reading) {
      return;
    }
    if (unread.size() > 0) {
      byte[] bytes = unread.toByteArray();
      unread.reset();
      received(bytes, 0, bytes.length);
    }
    if (finDue && unread.size() == 0 && reading) {
      finDue = false;
      receivedEnd();
    }
  }

  @Override
  protected void write(OutputChain chain) throws IOException {
    synchronized (lock) {
      while (!chain.isEmpty() && room > 0) {
        ByteBuffer part = ByteBuffer.allocate((int) Math.min(room, 16 << 10));
        if (chain.isFileAtHead()) {
          copyFile(chain, part);
        } else {
          chain.consume(chain.copyTo(part));
        }
        taken.write(part.array(), 0, part.position());
        room -= part.position();
      }
      lock.notifyAll();
    }
  }

  private static void copyFile(OutputChain chain, ByteBuffer target) throws IOException {
    FileRegion rest = Objects.requireNonNull(chain.headFile());
    target.limit((int) Math.min(target.limit(), rest.length()));
    if (rest.channel().read(target, rest.position()) < 0) {
      throw new EOFException("The file became shorter than what was to be sent of it");
    }
    chain.consume(target.position());
  }

  @Override
  protected boolean writesOffLoop() {
    return offLoop;
  }

  @Override
  protected void readInterest(boolean wanted) {
    reading = wanted;
    if (wanted && (unread.size() > 0 || finDue)) {
      loop.execute(this::deliver);
    }
  }

  @Override
  protected void writeInterest(boolean wanted) {
    writeInterest = wanted;
  }

  @Override
  protected void turnEndWanted() {
    loop.atTurnEnd(this::turnEnded);
  }

  @Override
  protected void shutdownOutput() {
    synchronized (lock) {
      ended = true;
      lock.notifyAll();
    }
  }

  @Override
  protected void closeChannel(boolean withReset) {
    synchronized (lock) {
      reset = withReset;
    }
  }

  @Override
  protected void streamClosed(CloseCause cause) {
    closed.complete(cause);
  }
}
