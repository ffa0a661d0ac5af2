package dev.weir.transport.nio;

import dev.weir.Limits;
import dev.weir.spi.transport.BufferedStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.FileRegion;
import dev.weir.spi.transport.OutputChain;
import dev.weir.spi.transport.ReadTurn;
import dev.weir.spi.transport.StreamHandler;
import dev.weir.transport.nio.socket.IoMemory;
import dev.weir.transport.nio.socket.Registration;
import dev.weir.transport.nio.socket.Selectable;
import dev.weir.transport.nio.socket.StreamSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
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
  private final StreamSocket socket;
  private final OffLoopMemory offLoopMemory;
  private @Nullable FileReads fileReads; // while a file is sent
  private @Nullable Registration registration;
  private boolean reads;
  private boolean waitsForRoom;

  NioStream(
      NioConnection connection, StreamSocket socket, OffLoopMemory offLoopMemory, Limits limits) {
    super(connection, connection.loop().segments(), limits);
    this.connection = connection;
    this.loop = connection.loop();
    this.socket = socket;
    this.offLoopMemory = offLoopMemory;
  }

  // ---- From the loop.

  void register() throws IOException {
    registration = loop.register(socket, this);
  }

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
  public void ready(boolean readable, boolean writable) {
    if (readable) {
      readAndAnswer();
    }
    if (writable && !isClosed()) {
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
          count == loop.readFrom().buffer().capacity()
              && left > 0
              && !isClosed()
              && reads
              && !ReadTurn.isOver(loop);
    }
  }

  /** Returns how many bytes came. */
  private int read() {
    int count;
    try {
      count = socket.read(loop.readFrom());
    } catch (IOException e) {
      failed(CloseCause.peerReset(e));
      return 0;
    }
    if (count > 0) {
      received(loop.readMemory(), 0, count);
    } else if (count < 0) {
      receivedEnd();
    }
    return count;
  }

  @Override
  public FileChannel openFile(Path path) throws IOException {
    return loop.system().openFile(path);
  }

  // ---- From the shared part.

  @Override
  protected boolean writesOffLoop() {
    return !loop.isBusy();
  }

  @Override
  protected void write(OutputChain chain) throws IOException {
    if (loop.inLoop()) {
      writeOnLoop(chain);
      return;
    }
    IoMemory memory = offLoopMemory.acquire();
    try {
      writeOffLoop(chain, memory);
    } finally {
      offLoopMemory.release(memory);
    }
  }

  private void writeOnLoop(OutputChain chain) throws IOException {
    long left = MAX_WRITTEN_PER_TURN;
    while (left > 0 && !chain.isEmpty()) {
      long sent;
      boolean full;
      FileRegion file = chain.headFile();
      if (file != null) {
        long inMemory = fileReads().inMemory(file);
        if (inMemory == 0) {
          return;
        }
        sent = chain.transferFileTo(socket.fileTarget(), Math.min(left, inMemory));
        full = sent == 0;
        if (!chain.isFileAtHead()) {
          fileReads = null;
        }
      } else {
        IoMemory memory = loop.readFrom();
        ByteBuffer source = chain.headMemory();
        if (source == null) {
          memory = loop.writeMemory();
          source = gather(chain, memory);
        }
        int count = source.remaining();
        sent = socket.write(memory, source.position(), source.limit());
        chain.consume(sent);
        full = sent < count;
      }
      if (full) {
        return;
      }
      left -= sent;
    }
  }

  /** Up to a file, which is the loop's: an interrupt of this thread would close it. */
  private void writeOffLoop(OutputChain chain, IoMemory memory) throws IOException {
    long left = MAX_WRITTEN_PER_TURN;
    while (left > 0 && !chain.isEmpty() && !chain.isFileAtHead()) {
      int count = gather(chain, memory).remaining();
      int sent = socket.writeOffLoop(memory, 0, count);
      chain.consume(sent);
      if (sent < count) {
        return;
      }
      left -= sent;
    }
  }

  private static ByteBuffer gather(OutputChain chain, IoMemory memory) {
    ByteBuffer buffer = memory.buffer().clear();
    chain.copyTo(buffer);
    return buffer.flip();
  }

  @Override
  protected void readInterest(boolean wanted) {
    reads = wanted;
    tellInterest();
  }

  @Override
  protected void writeInterest(boolean wanted) {
    waitsForRoom = wanted;
    tellInterest();
  }

  /** Where a file has to be read first, that there is room is no news. */
  void tellInterest() {
    Registration current = registration;
    if (current != null) {
      current.interest(reads, waitsForRoom && !isReadingFile());
    }
  }

  private boolean isReadingFile() {
    return fileReads != null && fileReads.isReading();
  }

  private FileReads fileReads() {
    FileReads reads = fileReads;
    if (reads == null) {
      reads = new FileReads(this, loop, offLoopMemory);
      fileReads = reads;
    }
    return reads;
  }

  @Override
  protected void turnEndWanted() {
    loop.atTurnEnd(this);
  }

  @Override
  protected void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  protected void closeChannel(boolean reset) {
    try {
      socket.close(reset);
    } catch (IOException e) {
      LOGGER.debug("{} couldn't be closed as it should", connection, e);
    }
  }

  @Override
  protected void streamClosed(CloseCause cause) {
    connection.streamClosed(cause);
  }
}
