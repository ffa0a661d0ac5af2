package dev.weir.spi.transport;

import dev.weir.Limits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/** A stream over a system that takes as much as it likes, and notices two who write at once. */
final class FickleStream extends BufferedStream {
  private final ManualLoop loop;
  private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
  private final AtomicBoolean writing = new AtomicBoolean();
  private boolean wantsRoom;
  private boolean finSent;

  FickleStream(ManualLoop loop, Limits limits) {
    super(new ScriptedStream.Connection(loop), SegmentPool.confined(), limits);
    this.loop = loop;
  }

  void start(StreamHandler handler) {
    open(handler);
  }

  /** Does what is due, and lets the system take more. */
  void turn() {
    if (Thread.currentThread().isInterrupted()) {
      throw new AssertionError("The test's time is over: something was forgotten");
    }
    loop.run();
    if (wantsRoom && !isClosed()) {
      turnEnded();
    }
  }

  void peerEnds() {
    receivedEnd();
    loop.run();
  }

  boolean finSent() {
    return finSent;
  }

  byte[] wire() {
    return wire.toByteArray();
  }

  @Override
  protected boolean writesOffLoop() {
    return true;
  }

  @Override
  protected void write(OutputChain chain) {
    if (!writing.compareAndSet(false, true)) {
      throw new AssertionError("Two owners at once");
    }
    if (finSent) {
      throw new AssertionError("Written after the end");
    }
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int room = random.nextInt(4) == 0 ? random.nextInt(100) : 100_000;
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(room, chain.size()));
    int count = chain.copyTo(buffer);
    wire.write(buffer.array(), 0, count);
    chain.consume(count);
    if (random.nextInt(8) == 0) {
      Thread.yield(); // others come while this one writes
    }
    writing.set(false);
  }

  @Override
  protected void readInterest(boolean wanted) {}

  @Override
  protected void writeInterest(boolean wanted) {
    wantsRoom = wanted;
  }

  @Override
  protected void turnEndWanted() {
    loop.atTurnEnd(this::turnEnded);
  }

  @Override
  protected void shutdownOutput() {
    if (writing.get()) {
      throw new AssertionError("FIN while somebody writes");
    }
    finSent = true;
  }

  @Override
  protected void closeChannel(boolean reset) {}

  @Override
  protected void streamClosed(CloseCause cause) {}
}
