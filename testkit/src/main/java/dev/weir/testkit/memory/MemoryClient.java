package dev.weir.testkit.memory;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * The client's end of a connection to an {@link InMemoryTransport}. Any thread but the transport's
 * loops.
 *
 * <p>What it writes waits, without bound, until the server reads it. What the server writes is
 * taken at once, unless {@link #stopReading} leaves no more than a window for it. Methods that wait
 * give up with an {@link AssertionError} that says what has come. They move the clock only if
 * {@link MemoryOptions#movesTime} says so.
 */
public final class MemoryClient implements AutoCloseable {
  private final InMemoryTransport transport;
  private final MemorySocket socket;

  MemoryClient(InMemoryTransport transport, MemorySocket socket) {
    this.transport = transport;
    this.socket = socket;
  }

  /** This end's address. */
  public SocketAddress localAddress() {
    return socket.client();
  }

  /** The address that it connected to. */
  public SocketAddress remoteAddress() {
    return socket.server();
  }

  /** Sends text as UTF-8. */
  public void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sends bytes. It never waits.
   *
   * @throws IOException after a reset, {@link #finish} or {@link #close}
   */
  public void write(byte[] bytes) throws IOException {
    socket.send(bytes);
  }

  /** Sends FIN: nothing more will be written. */
  public void finish() {
    socket.finish();
  }

  /** Resets the connection: what the server hasn't read is lost. */
  public void reset() {
    socket.breakLink();
  }

  /** Closes as an operating system does: FIN, and a reset if there is or comes what isn't read. */
  @Override
  public void close() {
    socket.closeByClient();
  }

  /** From now on takes nothing; so the server can write no more than the window. */
  public void stopReading() {
    socket.reading(false);
  }

  /** Takes again whatever comes. */
  public void startReading() {
    socket.reading(true);
  }

  /** What has come and wasn't taken, without taking it. */
  public byte[] received() {
    return socket.received();
  }

  /** {@link #received} as Latin-1 text. */
  public String receivedText() {
    return new String(received(), StandardCharsets.ISO_8859_1);
  }

  /** How many bytes have come in all. */
  public long receivedCount() {
    return socket.receivedCount();
  }

  /** How often the server has written: what left together counts once. */
  public int writeCount() {
    return socket.writeCount();
  }

  /** How many bytes were written that the server hasn't read yet. */
  public int unreadByServer() {
    return socket.unreadByServer();
  }

  /** Whether the server has finished sending (FIN), and all of it is here. */
  public boolean isEnded() {
    return socket.isEnded();
  }

  /** Whether the connection was reset, by either side or by its link. */
  public boolean isReset() {
    return socket.isReset();
  }

  /** Takes {@code count} bytes, and waits for them. */
  public byte[] read(int count) {
    byte[] bytes = new byte[count];
    int taken = 0;
    while (taken < count) {
      await(this::hasBytesOrIsOver, count - taken + " more bytes");
      int more = socket.take(bytes, taken, count - taken);
      if (more == 0) {
        throw new AssertionError(
            "Only "
                + taken
                + " of "
                + count
                + " bytes came before the connection "
                + socket.state());
      }
      taken += more;
    }
    return bytes;
  }

  /**
   * Takes what has come, and waits for the first byte.
   *
   * @return how many bytes, or -1 after the server's FIN
   * @throws IOException after a reset
   */
  public int read(byte[] target) throws IOException {
    await(this::hasBytesOrIsOver, "a byte");
    int taken = socket.take(target, 0, target.length);
    if (taken > 0) {
      return taken;
    }
    if (!socket.isEnded()) {
      throw new IOException("Connection reset by the server");
    }
    return -1;
  }

  /** Takes Latin-1 text up to and with {@code end}, and waits for it. */
  public String readUntil(String end) {
    byte[] wanted = end.getBytes(StandardCharsets.ISO_8859_1);
    await(() -> socket.indexOf(wanted) >= 0 || socket.isOver(), "'" + end + "'");
    int index = socket.indexOf(wanted);
    if (index < 0) {
      throw new AssertionError(
          "The connection "
              + socket.state()
              + " before '"
              + end
              + "' came, after: "
              + receivedText());
    }
    return new String(read(index + wanted.length), StandardCharsets.ISO_8859_1);
  }

  /** Takes everything up to the server's FIN, and waits for it; a reset is an error. */
  public byte[] readToEnd() {
    awaitEnd();
    if (!socket.isEnded()) {
      throw new AssertionError("Reset instead of an end, after: " + receivedText());
    }
    return read(socket.readable());
  }

  /** Waits until the server has ended the connection, either way. */
  public void awaitEnd() {
    startReading();
    await(socket::isOver, "the end");
  }

  /** Waits until so many bytes have come in all. */
  public void awaitReceived(long count) {
    await(() -> socket.receivedCount() >= count || socket.isOver(), count + " bytes in all");
    long come = socket.receivedCount();
    if (come < count) {
      throw new AssertionError(
          "Only " + come + " of " + count + " bytes came before the connection " + socket.state());
    }
  }

  private boolean hasBytesOrIsOver() {
    return socket.readable() > 0 || socket.isOver();
  }

  private void await(BooleanSupplier done, String what) {
    if (!transport.await(socket, done)) {
      throw new AssertionError(
          "Waited in vain for "
              + what
              + "; the connection "
              + socket.state()
              + ", and there is: "
              + receivedText());
    }
  }

  /** The state and the addresses, for messages. */
  @Override
  public String toString() {
    return "MemoryClient[" + localAddress() + " -> " + remoteAddress() + " " + socket.state() + "]";
  }
}
