package dev.weir.testkit.memory;

import dev.weir.Limits;
import dev.weir.spi.transport.BufferedStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.ConnectionHandler;
import dev.weir.spi.transport.OutputChain;
import dev.weir.spi.transport.StreamHandler;
import java.io.IOException;
import java.util.Arrays;

/** The server's stream of a connection: {@link MemorySocket} plays the operating system for it. */
final class MemoryStream extends BufferedStream implements Runnable {
  private static final byte GARBAGE = (byte) 0xdd;

  private final MemoryLoop loop;
  private final MemorySocket socket;
  private final ConnectionHandler connectionHandler;
  private final boolean offLoopWrites;
  private boolean readWanted;
  private boolean writeWanted;
  private boolean endTold;

  MemoryStream(
      MemoryConnection connection,
      MemoryLoop loop,
      MemorySocket socket,
      ConnectionHandler connectionHandler,
      Limits limits,
      boolean offLoopWrites) {
    super(connection, loop.segments(), limits);
    this.loop = loop;
    this.socket = socket;
    this.connectionHandler = connectionHandler;
    this.offLoopWrites = offLoopWrites;
  }

  void start(StreamHandler first) {
    open(first);
  }

  /** The end of a turn, which was asked for. */
  @Override
  public void run() {
    turnEnded();
  }

  /** One read, as a selector would ask for it: a turn reads a stream once. */
  void readable() {
    if (isClosed()) {
      return;
    }
    byte[] buffer = loop.readBuffer();
    int count = socket.read(buffer, readWanted && !endTold);
    if (count > 0) {
      received(buffer, 0, count);
      Arrays.fill(buffer, 0, count, GARBAGE); // who kept the array sees it
    } else if (count == MemorySocket.END) {
      endTold = true;
      receivedEnd();
    } else if (count == MemorySocket.RESET) {
      failed(CloseCause.peerReset(new IOException("Connection reset by peer")));
    }
  }

  /** The client takes bytes again. */
  void roomAvailable() {
    socket.roomTold();
    if (!isClosed() && writeWanted) {
      turnEnded();
      if (!isClosed() && writeWanted) {
        socket.wantRoom();
      }
    }
  }

  @Override
  protected void write(OutputChain chain) throws IOException {
    socket.write(chain);
  }

  @Override
  protected boolean writesOffLoop() {
    return offLoopWrites;
  }

  @Override
  protected void readInterest(boolean wanted) {
    readWanted = wanted;
    if (wanted) {
      socket.wantBytes();
    }
  }

  @Override
  protected void writeInterest(boolean wanted) {
    writeWanted = wanted;
    if (wanted) {
      socket.wantRoom();
    }
  }

  @Override
  protected void turnEndWanted() {
    loop.atTurnEnd(this);
  }

  @Override
  protected void shutdownOutput() throws IOException {
    socket.endedByServer();
  }

  @Override
  protected void closeChannel(boolean reset) {
    socket.closedByServer(reset);
  }

  @Override
  protected void streamClosed(CloseCause cause) {
    loop.streams().remove(this);
    connectionHandler.closed(cause);
  }
}
