package dev.weir.testkit.memory;

import dev.weir.spi.transport.OutputChain;
import dev.weir.testkit.memory.Link.Direction;
import dev.weir.testkit.memory.Link.Step;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A connection as an operating system has it, between a {@link MemoryClient} and the server's
 * {@link MemoryStream}. All of it under its lock, on which clients wait for what comes.
 */
final class MemorySocket {
  static final int NOTHING = 0;
  static final int END = -1;
  static final int RESET = -2;

  private static final int LARGEST_STEP = 1 << 20;

  private final InMemoryTransport transport;
  private final SocketAddress client;
  private final SocketAddress server;
  private final Link link;

  private final ByteQueue toServer = new ByteQueue();
  private final ByteQueue toClient = new ByteQueue();
  private final Flow flowToServer = new Flow(this, Direction.TO_SERVER);
  private final Flow flowToClient = new Flow(this, Direction.TO_CLIENT);
  private @Nullable MemoryStream stream;
  private int writes;

  // The client's side.
  private boolean reading = true;
  private boolean finished;
  private boolean closed;

  // The server's side.
  private boolean ended;
  private boolean gone;
  private boolean readDue;
  private boolean roomDue;
  private boolean serverWaits;

  private boolean reset;

  MemorySocket(InMemoryTransport transport, SocketAddress client, SocketAddress server, Link link) {
    this.transport = transport;
    this.client = client;
    this.server = server;
    this.link = link;
  }

  SocketAddress client() {
    return client;
  }

  SocketAddress server() {
    return server;
  }

  Link link() {
    return link;
  }

  long nanoTime() {
    return transport.nanoTime();
  }

  // ---- The client's calls.

  synchronized void send(byte[] bytes) throws IOException {
    if (reset || gone) {
      throw new IOException("Connection reset by the server");
    }
    if (finished) {
      throw new IOException("This side has finished sending");
    }
    toServer.append(bytes, 0, bytes.length);
    wantBytes();
  }

  synchronized void finish() {
    if (!finished) {
      finished = true;
      trace("finishes");
      wantBytes();
    }
  }

  synchronized void closeByClient() {
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

  synchronized void reading(boolean wanted) {
    reading = wanted;
    wantRoom();
  }

  /** Takes what is there; 0 if nothing is. */
  synchronized int take(byte[] target, int offset, int count) {
    int taken = toClient.take(target, offset, count);
    if (taken > 0) {
      wantRoom();
    }
    return taken;
  }

  synchronized byte[] received() {
    return toClient.copy();
  }

  synchronized int indexOf(byte[] wanted) {
    byte[] there = toClient.copy();
    for (int i = 0; i + wanted.length <= there.length; i++) {
      if (Arrays.equals(there, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }

  synchronized int readable() {
    return toClient.size();
  }

  synchronized long receivedCount() {
    return flowToClient.moved();
  }

  synchronized int writeCount() {
    return writes;
  }

  synchronized int unreadByServer() {
    return toServer.size();
  }

  synchronized boolean isEnded() {
    return ended;
  }

  synchronized boolean isReset() {
    return reset;
  }

  synchronized boolean isOver() {
    return ended || reset;
  }

  synchronized String state() {
    return reset ? "was reset" : ended ? "was ended by the server" : "is open";
  }

  // ---- The link.

  /** Both sides see a reset. */
  synchronized void breakLink() {
    if (!reset && !gone) {
      reset = true;
      trace("is reset");
      toServer.clear();
      wantBytes();
      notifyAll();
    }
  }

  /** Looks again after some time whether bytes can travel, and gives that time. */
  long lookAgain(Direction direction, Duration delay) {
    return transport.after(
        delay, direction == Direction.TO_SERVER ? this::wantBytes : this::wantRoom);
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

  private long room() {
    if (flowToClient.isHeldUp()) {
      return 0;
    }
    return reading ? LARGEST_STEP : Math.max(0, transport.window() - toClient.size());
  }

  // ---- The server's calls.

  synchronized void accepted(MemoryStream opened) {
    stream = opened;
    if (reset) {
      wantBytes();
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
    Step.Move move = flowToServer.next(Math.min(toServer.size(), target.length));
    if (move == null) {
      return reset ? RESET : NOTHING;
    }
    int count = toServer.take(target, 0, Math.min(move.bytes(), target.length));
    transport.notes().bytes(client, ">", target, 0, count);
    flowToServer.moved(count); // a break is seen by the next read
    if (!toServer.isEmpty() || finished) {
      wantBytes();
    }
    return count;
  }

  /** Takes from the chain what there is room for. */
  synchronized void write(OutputChain chain) throws IOException {
    roomDue = false;
    serverWaits = false;
    requireUnreset();
    if (closed) {
      breakLink();
      throw new IOException("Broken pipe");
    }
    int available = (int) Math.min(chain.size(), Math.min(room(), LARGEST_STEP));
    Step.Move move = flowToClient.next(available);
    requireUnreset();
    if (move != null) {
      int count = Math.min(move.bytes(), available);
      toClient.append(chain, count);
      toClient.trace(transport.notes(), client, count);
      writes++;
      flowToClient.moved(count);
      notifyAll();
    }
    serverWaits = !chain.isEmpty();
  }

  synchronized void endedByServer() throws IOException {
    requireUnreset();
    ended = true;
    trace("is ended by the server");
    notifyAll();
  }

  private void requireUnreset() throws IOException {
    if (reset) {
      throw new IOException("Connection reset by peer");
    }
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
      ended = true;
    }
    trace(reset ? "is reset by the server" : "is closed by the server");
    toServer.clear();
    stream = null;
    notifyAll();
  }

  private void trace(String what) {
    transport.notes().event(client, what);
  }
}
