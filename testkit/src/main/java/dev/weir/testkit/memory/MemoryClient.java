package dev.weir.testkit.memory;

import dev.weir.spi.transport.OutputChain;
import dev.weir.testkit.memory.Link.Direction;
import dev.weir.testkit.memory.Link.Step;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a connection to an {@link InMemoryTransport}. Any thread but the transport's
 * loops.
 *
 * <p>What it writes waits, without bound, until the server reads it. What the server writes is
 * taken at once, unless {@link #stopReading} leaves no more than a window for it. Methods that wait
 * give up with an {@link AssertionError} that says what has come; none of them moves the clock.
 */
public final class MemoryClient implements AutoCloseable {
  static final int NOTHING = 0;
  static final int END = -1;
  static final int RESET = -2;

  private static final int LARGEST_STEP = 1 << 20;

  private final InMemoryTransport transport;
  private final SocketAddress localAddress;
  private final SocketAddress remoteAddress;
  private final Link link;

  // All that follows under the lock of this object.
  private final ByteQueue toServer = new ByteQueue();
  private final ByteQueue toClient = new ByteQueue();
  private @Nullable MemoryStream stream;
  private long sent;
  private long received;
  private int writes;
  private boolean reading = true;
  private boolean finished;
  private boolean closed;
  private boolean endedByServer;
  private boolean gone;
  private boolean reset;
  private boolean readDue;
  private boolean roomDue;
  private boolean serverWaits;
  private boolean stalled;
  private Step.@Nullable Move lateToServer;
  private Step.@Nullable Move lateToClient;
  private long lateToServerDue;
  private long lateToClientDue;

  MemoryClient(InMemoryTransport transport, SocketAddress local, SocketAddress remote, Link link) {
    this.transport = transport;
    this.localAddress = local;
    this.remoteAddress = remote;
    this.link = link;
  }

  /** This end's address. */
  public SocketAddress localAddress() {
    return localAddress;
  }

  /** The address that it connected to. */
  public SocketAddress remoteAddress() {
    return remoteAddress;
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
  public synchronized void write(byte[] bytes) throws IOException {
    if (reset || gone) {
      throw new IOException("Connection reset by the server");
    }
    if (finished) {
      throw new IOException("This side has finished sending");
    }
    toServer.append(bytes, 0, bytes.length);
    wantBytes();
  }

  /** Sends FIN: nothing more will be written. */
  public synchronized void finish() {
    finished = true;
    wantBytes();
  }

  /** Resets the connection: what the server hasn't read is lost. */
  public synchronized void reset() {
    breakLink();
  }

  /** Closes as an operating system does: FIN, and a reset if there is or comes what isn't read. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (!reading && !toClient.isEmpty()) {
      breakLink();
    } else {
      finish();
    }
  }

  /** From now on takes nothing; so the server can write no more than the window. */
  public synchronized void stopReading() {
    reading = false;
  }

  /** Takes again whatever comes. */
  public synchronized void startReading() {
    reading = true;
    wantRoom();
  }

  /** What has come and wasn't taken, without taking it. */
  public synchronized byte[] received() {
    return toClient.copy();
  }

  /** {@link #received} as Latin-1 text. */
  public String receivedText() {
    return new String(received(), StandardCharsets.ISO_8859_1);
  }

  /** How many bytes have come in all. */
  public synchronized long receivedCount() {
    return received;
  }

  /** How often the server has written: what left together counts once. */
  public synchronized int writeCount() {
    return writes;
  }

  /** How many bytes were written that the server hasn't read yet. */
  public synchronized int unreadByServer() {
    return toServer.size();
  }

  /** Whether the server has finished sending (FIN), and all of it is here. */
  public synchronized boolean isEnded() {
    return endedByServer;
  }

  /** Whether the connection was reset, by either side or by its link. */
  public synchronized boolean isReset() {
    return reset;
  }

  /** Takes {@code count} bytes, and waits for them. */
  public byte[] read(int count) {
    byte[] bytes = new byte[count];
    int taken = 0;
    while (taken < count) {
      await(() -> !toClient.isEmpty() || isOver(), count - taken + " more bytes");
      synchronized (this) {
        if (toClient.isEmpty()) {
          throw new AssertionError(
              "Only " + taken + " of " + count + " bytes came before the connection " + state());
        }
        taken += toClient.take(bytes, taken, count - taken);
        wantRoom();
      }
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
    await(() -> !toClient.isEmpty() || isOver(), "a byte");
    synchronized (this) {
      if (!toClient.isEmpty()) {
        int taken = toClient.take(target, 0, target.length);
        wantRoom();
        return taken;
      }
      if (!endedByServer) {
        throw new IOException("Connection reset by the server");
      }
      return -1;
    }
  }

  /** Takes Latin-1 text up to and with {@code end}, and waits for it. */
  public String readUntil(String end) {
    await(() -> indexOf(end) >= 0 || isOver(), "'" + end + "'");
    int index;
    synchronized (this) {
      index = indexOf(end);
    }
    if (index < 0) {
      throw new AssertionError(
          "The connection " + state() + " before '" + end + "' came, after: " + receivedText());
    }
    return new String(read(index + end.length()), StandardCharsets.ISO_8859_1);
  }

  /** Takes everything up to the server's FIN, and waits for it; a reset is an error. */
  public byte[] readToEnd() {
    awaitEnd();
    synchronized (this) {
      if (!endedByServer) {
        throw new AssertionError("Reset instead of an end, after: " + receivedText());
      }
      return read(toClient.size());
    }
  }

  /** Waits until the server has ended the connection, either way. */
  public void awaitEnd() {
    startReading();
    await(this::isOver, "the end");
  }

  /** Waits until so many bytes have come in all. */
  public void awaitReceived(long count) {
    await(() -> received >= count || isOver(), count + " bytes in all");
    synchronized (this) {
      if (received < count) {
        throw new AssertionError(
            "Only " + received + " of " + count + " bytes came before the connection " + state());
      }
    }
  }

  private void await(BooleanSupplier done, String what) {
    if (!transport.await(this, done)) {
      throw new AssertionError(
          "Waited in vain for "
              + what
              + "; the connection "
              + state()
              + ", and there is: "
              + receivedText());
    }
  }

  private boolean isOver() {
    return endedByServer || reset;
  }

  private synchronized String state() {
    return reset ? "was reset" : endedByServer ? "was ended by the server" : "is open";
  }

  private int indexOf(String end) {
    byte[] wanted = end.getBytes(StandardCharsets.ISO_8859_1);
    byte[] there = toClient.copy();
    for (int i = 0; i + wanted.length <= there.length; i++) {
      if (Arrays.equals(there, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }

  // ---- The operating system's side.

  synchronized boolean isAbandoned() {
    return reset;
  }

  synchronized void accepted(MemoryStream opened) {
    stream = opened;
    if (reset) {
      wantBytes();
    }
  }

  /** Tells the server's loop to look for bytes, an end or a reset. */
  synchronized void wantBytes() {
    MemoryStream reader = stream;
    if (reader != null && !readDue) {
      readDue = true;
      transport.execute(reader, reader::readable);
    }
  }

  /** Tells the server's loop to write what it couldn't, if there is room. */
  synchronized void wantRoom() {
    MemoryStream writer = stream;
    if (writer != null && serverWaits && !roomDue && (room() > 0 || reset)) {
      roomDue = true;
      transport.execute(writer, writer::roomAvailable);
    }
  }

  synchronized void roomTold() {
    roomDue = false;
  }

  /** What a read gives: a number of bytes, {@link #END}, {@link #RESET} or {@link #NOTHING}. */
  synchronized int read(byte[] target, boolean wanted) {
    readDue = false;
    if (reset) {
      return RESET;
    }
    if (!wanted) {
      return NOTHING;
    }
    if (toServer.isEmpty()) {
      return finished ? END : NOTHING;
    }
    Step.Move move = stepToServer(Math.min(toServer.size(), target.length));
    if (move == null) {
      return reset ? RESET : NOTHING;
    }
    int count = toServer.take(target, 0, Math.min(move.bytes(), target.length));
    sent += count;
    if (link.next(Direction.TO_SERVER, sent, 0) instanceof Step.Break) {
      breakLink(); // seen by the next read
    }
    if (!toServer.isEmpty() || finished) {
      wantBytes();
    }
    return count;
  }

  private Step.@Nullable Move stepToServer(int available) {
    Step.Move late = lateToServer;
    if (late != null) {
      if (transport.nanoTime() < lateToServerDue) {
        return null;
      }
      lateToServer = null;
      return late;
    }
    return switch (link.next(Direction.TO_SERVER, sent, available)) {
      case Step.Move move when move.delay().isZero() -> move;
      case Step.Move move -> {
        lateToServer = move;
        lateToServerDue = transport.after(move.delay(), this::wantBytes);
        yield null;
      }
      case Step.Stall _ -> null;
      case Step.Break _ -> {
        breakLink();
        yield null;
      }
    };
  }

  /** Takes from the chain what there is room for. */
  synchronized void write(OutputChain chain) throws IOException {
    roomDue = false;
    serverWaits = false;
    if (reset) {
      throw new IOException("Connection reset by peer");
    }
    if (closed) {
      breakLink();
      throw new IOException("Broken pipe");
    }
    Step.Move move = stepToClient((int) Math.min(chain.size(), Math.min(room(), LARGEST_STEP)));
    if (reset) {
      throw new IOException("Connection reset by peer");
    }
    if (move != null) {
      int count = (int) Math.min(move.bytes(), Math.min(room(), chain.size()));
      toClient.append(chain, count);
      received += count;
      writes++;
      notifyAll();
      if (link.next(Direction.TO_CLIENT, received, 0) instanceof Step.Break) {
        breakLink();
      }
    }
    serverWaits = !chain.isEmpty();
  }

  private Step.@Nullable Move stepToClient(int available) {
    if (available == 0) {
      return null;
    }
    Step.Move late = lateToClient;
    if (late != null) {
      if (transport.nanoTime() < lateToClientDue) {
        return null;
      }
      lateToClient = null;
      return late;
    }
    return switch (link.next(Direction.TO_CLIENT, received, available)) {
      case Step.Move move when move.delay().isZero() -> move;
      case Step.Move move -> {
        lateToClient = move;
        lateToClientDue = transport.after(move.delay(), this::wantRoom);
        yield null;
      }
      case Step.Stall _ -> {
        stalled = true;
        yield null;
      }
      case Step.Break _ -> {
        breakLink();
        yield null;
      }
    };
  }

  private long room() {
    if (stalled || (lateToClient != null && transport.nanoTime() < lateToClientDue)) {
      return 0;
    }
    return reading ? LARGEST_STEP : Math.max(0, transport.window() - toClient.size());
  }

  synchronized void endedByServer() throws IOException {
    if (reset) {
      throw new IOException("Connection reset by peer");
    }
    endedByServer = true;
    notifyAll();
  }

  synchronized void closedByServer(boolean withReset) {
    if (gone) {
      return;
    }
    gone = true;
    // A socket that is closed with unread input answers with a reset.
    if (withReset || !toServer.isEmpty()) {
      reset = true;
      if (!reading) {
        toClient.clear();
      }
    } else {
      endedByServer = true;
    }
    toServer.clear();
    stream = null;
    notifyAll();
  }

  private void breakLink() {
    if (!reset && !gone) {
      reset = true;
      toServer.clear();
      wantBytes();
      notifyAll();
    }
  }

  /** The state and the addresses, for messages. */
  @Override
  public String toString() {
    return "MemoryClient[" + localAddress + " -> " + remoteAddress + " " + state() + "]";
  }
}
