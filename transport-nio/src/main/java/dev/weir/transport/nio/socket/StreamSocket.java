package dev.weir.transport.nio.socket;

import dev.weir.Listen;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.WritableByteChannel;

/** A connected socket that never waits. On its event loop, unless a method says otherwise. */
public interface StreamSocket extends Pollable {
  SocketAddress remoteAddress() throws IOException;

  SocketAddress localAddress() throws IOException;

  /** Sets what an accepted connection doesn't inherit. Any one thread, before all else. */
  void setUp(Listen.SocketSettings settings) throws IOException;

  /**
   * Reads to the start of {@code memory}, as much as there is room for.
   *
   * @return how many bytes came, or -1 at the peer's FIN
   */
  int read(IoMemory memory) throws IOException;

  /**
   * Writes what the system takes now of the bytes from {@code from} to {@code to}.
   *
   * @return how many it took
   */
  int write(IoMemory memory, int from, int to) throws IOException;

  /** The same off the loop, which may close the socket meanwhile. */
  int writeOffLoop(IoMemory memory, int from, int to) throws IOException;

  /** Where a file's bytes go on the loop: without a copy if the file is of this system. */
  WritableByteChannel fileTarget();

  /** Sends FIN. */
  void shutdownOutput() throws IOException;

  /**
   * Closes the socket.
   *
   * @param reset whether the peer is to see a reset, where there is such a thing
   */
  void close(boolean reset) throws IOException;
}
