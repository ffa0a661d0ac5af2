package dev.weir.spi.transport;

import dev.weir.annotation.Preview;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Bytes both ways, of a connection. On its event loop only, but for the methods that say otherwise.
 *
 * <p>Output leaves in the order in which it was written, at the end of the loop's turn at the
 * latest: there is no flush. All that a turn produced leaves together.
 */
@Preview
public interface ByteStream {
  /** The connection. Any thread. */
  TransportConnection connection();

  /** The event loop. Any thread. */
  default EventLoop loop() {
    return connection().loop();
  }

  /**
   * Where to write on the loop. Valid until control goes back to the loop; to be asked for again
   * then. After the end of output, what is written is dropped.
   */
  OutputChain output();

  /** An empty chain to fill on the current thread, and then to {@link #submit}. Any thread. */
  OutputChain newOutput();

  /**
   * Sends what a chain holds, and takes the chain over. Any thread; it never waits. Depending on
   * the transport it is written on the calling thread, if nothing else is waiting to be sent.
   *
   * @return whether the output is below its high watermark still
   */
  boolean submit(OutputChain chain);

  /**
   * As {@link #submit(OutputChain)}, and runs {@code ordered} on the calling thread as soon as the
   * chain has its place: whatever is submitted after that leaves behind it. So a state machine can
   * go on to its next message while the bytes of this one are on their way to the system.
   *
   * @param ordered is run exactly once, and doesn't throw
   */
  default boolean submit(OutputChain chain, Runnable ordered) {
    boolean writable = submit(chain);
    ordered.run();
    return writable;
  }

  /**
   * Opens a file for reading, in the way in which this transport sends its bytes with the least
   * work. What is opened otherwise can be sent, too. Any thread; it waits for the disk.
   *
   * @throws IOException if there is no such file, or it can't be read
   */
  default FileChannel openFile(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.READ);
  }

  /** Bytes written and not yet taken by the system, about. Any thread. */
  long pendingBytes();

  /**
   * Whether no more than the high watermark waits to be sent. After a false, {@link
   * StreamHandler#writable} is called once it has fallen below the low one, half of it. Any thread.
   */
  boolean isWritable();

  /**
   * Stops {@link StreamHandler#input} and {@link StreamHandler#inputEnded}, from now on. The peer's
   * reset is still noticed where the system tells.
   */
  void pauseReading();

  /**
   * Reading goes on. What is held is delivered again before this turn ends, even if nothing new has
   * come: also if reading wasn't paused.
   */
  void resumeReading();

  /** Whether reading is paused. */
  boolean isReadingPaused();

  /** The most bytes that are held for the handler, unconsumed. Default 64 KiB. */
  int maxHeld();

  /** Sets {@link #maxHeld}. */
  void maxHeld(int bytes);

  /**
   * Puts another handler in place: it gets what is unconsumed; the old one gets no further call.
   */
  void handOver(StreamHandler successor);

  /** Half-close: tells the peer that nothing more comes, after all output. Input goes on. */
  void endOutput();

  /**
   * Close after flush: sends what is due, then FIN, then drains input within the limits of {@link
   * dev.weir.Limits#LINGER_TIMEOUT} and {@link dev.weir.Limits#LINGER_BYTES}, so that the peer
   * reads the end before it could see a reset. No further {@link StreamHandler#input}. Ends as
   * {@link CloseCause.Kind#FINISHED}.
   */
  void close();

  /**
   * As {@link #close()}, where nothing has been written for a while: the peer has had that long to
   * read the last of it, so the stream lingers for as much less. It lingers for a moment in any
   * case, and for the whole time after output that still has to leave.
   *
   * @param quietNanos for how long nothing has been written; {@link Long#MAX_VALUE} if nothing ever
   *     was
   */
  default void close(long quietNanos) {
    close();
  }

  /** Ends the stream at once; the peer sees a reset. Unsent output is lost. Any thread. */
  void abort(CloseCause cause);
}
