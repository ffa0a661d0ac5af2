package dev.weir.transport.nio;

import dev.weir.Limits;
import dev.weir.spi.transport.BufferedStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.FileRegion;
import dev.weir.spi.transport.OutputChain;
import dev.weir.spi.transport.ReadMemory;
import dev.weir.spi.transport.ReadTurn;
import dev.weir.spi.transport.StreamHandler;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream of a TCP or Unix domain connection: what {@link BufferedStream} asks of the system.
 */
final class NioStream extends BufferedStream implements Selectable {
  private static final Logger LOGGER = LoggerFactory.getLogger(NioStream.class);

  /** Then others of the loop have their turn, however fast the peer takes it. */
  private static final long MAX_WRITTEN_PER_TURN = 1 << 20;

  private final NioConnection connection;
  private final NioEventLoop loop;
  private final SocketChannel channel;
  private final DirectBuffers offLoopBuffers;
  private @Nullable FileReads fileReads; // while a file is sent
  private @Nullable SelectionKey key;
  private int interest;
  private boolean waitsForRoom;

  NioStream(
      NioConnection connection,
      SocketChannel channel,
      DirectBuffers offLoopBuffers,
      Limits limits) {
    super(connection, connection.loop().segments(), limits);
    this.connection = connection;
    this.loop = connection.loop();
    this.channel = channel;
    this.offLoopBuffers = offLoopBuffers;
  }

  // ---- From the loop.

  void start(StreamHandler handler) {
    open(handler);
  }

  /** Ends a stream that wasn't started. */
  void end(CloseCause cause) {
    failed(cause);
  }

  void endTurn() {
    turnEnded();
  }

  @Override
  public void registered(SelectionKey registered) {
    key = registered;
  }

  @Override
  public void ready(SelectionKey selected) {
    int ops = selected.readyOps();
    if ((ops & SelectionKey.OP_READ) != 0) {
      readAndAnswer();
    }
    if ((ops & SelectionKey.OP_WRITE) != 0 && !isClosed()) {
      turnEnded();
    }
  }

  @Override
  public void shutdown() {
    abort(CloseCause.SHUTDOWN);
  }

  /**
   * A read that filled its memory is followed by another one at once, while what the system keeps
   * for this stream is warm.
   */
  private void readAndAnswer() {
    int left = ReadTurn.MAX_BYTES;
    boolean more = true;
    while (more) {
      int count;
      beginRead();
      try {
        count = read();
      } finally {
        endRead();
      }
      left -= count;
      more =
          count == loop.readMemory().memory().capacity()
              && left > 0
              && !isClosed()
              && (interest & SelectionKey.OP_READ) != 0
              && !ReadTurn.isOver(loop);
    }
  }

  /** Returns how many bytes came. */
  private int read() {
    ReadMemory memory = loop.readMemory();
    ByteBuffer buffer = memory.memory().clear();
    int count;
    try {
      count = channel.read(buffer);
    } catch (IOException e) {
      failed(CloseCause.peerReset(e));
      return 0;
    }
    if (count > 0) {
      received(memory, 0, count);
    } else if (count < 0) {
      receivedEnd();
    }
    return count;
  }

  // ---- From the shared part.

  @Override
  protected boolean writesOffLoop() {
    return !loop.isBusy();
  }

  @Override
  protected void write(OutputChain chain) throws IOException {
    if (loop.inLoop()) {
      write(chain, loop.writeBuffer());
      return;
    }
    ByteBuffer buffer = offLoopBuffers.acquire();
    try {
      write(chain, buffer);
    } finally {
      offLoopBuffers.release(buffer);
    }
  }

  private void write(OutputChain chain, ByteBuffer buffer) throws IOException {
    long left = MAX_WRITTEN_PER_TURN;
    while (left > 0 && !chain.isEmpty()) {
      long sent;
      boolean full;
      FileRegion file = chain.headFile();
      if (file != null) {
        if (!loop.inLoop()) {
          return; // an interrupt of this thread would close the file
        }
        long inMemory = fileReads().inMemory(file);
        if (inMemory == 0) {
          return;
        }
        sent = chain.transferFileTo(channel, Math.min(left, inMemory));
        full = sent == 0;
        if (!chain.isFileAtHead()) {
          fileReads = null;
        }
      } else {
        ByteBuffer source = chain.headMemory();
        if (source == null) {
          chain.copyTo(buffer.clear());
          source = buffer.flip();
        }
        int count = source.remaining();
        sent = channel.write(source);
        chain.consume(sent);
        full = sent < count;
      }
      if (full) {
        return;
      }
      left -= sent;
    }
  }

  @Override
  protected void readInterest(boolean wanted) {
    interest(SelectionKey.OP_READ, wanted);
  }

  @Override
  protected void writeInterest(boolean wanted) {
    waitsForRoom = wanted;
    awaitRoom();
  }

  /** Where a file has to be read first, that there is room is no news. */
  void awaitRoom() {
    interest(SelectionKey.OP_WRITE, waitsForRoom && !isReadingFile());
  }

  private boolean isReadingFile() {
    return fileReads != null && fileReads.isReading();
  }

  private FileReads fileReads() {
    FileReads reads = fileReads;
    if (reads == null) {
      reads = new FileReads(this, loop, offLoopBuffers);
      fileReads = reads;
    }
    return reads;
  }

  private void interest(int op, boolean wanted) {
    interest = wanted ? interest | op : interest & ~op;
    SelectionKey current = key;
    if (current != null && current.isValid()) {
      current.interestOps(interest); // reaches the system with the next select
    }
  }

  @Override
  protected void turnEndWanted() {
    loop.atTurnEnd(this);
  }

  @Override
  protected void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  protected void closeChannel(boolean reset) {
    try {
      if (reset && channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException e) {
      LOGGER.debug("{} couldn't be reset, and is closed", connection, e);
    }
    try {
      channel.close();
    } catch (IOException e) {
      LOGGER.debug("{} couldn't be closed", connection, e);
    }
  }

  @Override
  protected void streamClosed(CloseCause cause) {
    connection.streamClosed(cause);
  }
}
