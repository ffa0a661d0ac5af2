package dev.weir.spi.transport;

import dev.weir.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream over a system that takes and fails as the test says, and writes down what it was told.
 */
final class ScriptedStream extends BufferedStream {
  final ManualLoop loop;

  /** What was told, in order, but for writes. */
  final List<String> calls = new ArrayList<>();

  private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
  private final boolean offLoop;
  private volatile long room = Long.MAX_VALUE;
  private volatile long inTransport;
  private long uncopied;
  private volatile @Nullable IOException writeFailure;
  private volatile Runnable beforeWrite = () -> {};

  ScriptedStream(ManualLoop loop, Limits limits, boolean offLoop) {
    super(new Connection(loop), SegmentPool.confined(), limits);
    this.loop = loop;
    this.offLoop = offLoop;
  }

  static ScriptedStream opened(StreamHandler handler) {
    ScriptedStream stream = new ScriptedStream(new ManualLoop(), Limits.defaults(), false);
    stream.open(handler);
    return stream;
  }

  /** From now on the system takes so many bytes more. */
  ScriptedStream room(long bytes) {
    room = bytes;
    return this;
  }

  /** The transport itself holds so many bytes from now on. */
  void inTransport(long bytes) {
    inTransport = bytes;
  }

  void failWrites(IOException failure) {
    writeFailure = failure;
  }

  void beforeWrite(Runnable action) {
    beforeWrite = action;
  }

  String sent() {
    return wire.toString(StandardCharsets.ISO_8859_1);
  }

  /** Something comes in, and the turn ends. */
  void receive(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    received(bytes, 0, bytes.length);
    java.util.Arrays.fill(bytes, (byte) '!'); // as a transport that reads into it again
    loop.run();
  }

  /** All that comes in one read; the turn goes on. */
  void read(String... parts) {
    beginRead();
    for (String part : parts) {
      byte[] bytes = part.getBytes(StandardCharsets.ISO_8859_1);
      received(bytes, 0, bytes.length);
    }
    endRead();
  }

  /** As {@link #receive}, into memory of the system's. */
  void receiveLent(String text) {
    receiveLent(text, new byte[text.length()]);
  }

  /** As {@link #receiveLent(String)}, lent in {@code array}. */
  void receiveLent(String text, byte[] array) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes);
    java.util.Arrays.fill(array, (byte) '!'); // what was there before
    received(new ReadMemory(array, direct), 0, bytes.length);
    java.util.Arrays.fill(array, (byte) '!');
    direct.clear().put(array, 0, bytes.length);
    loop.run();
  }

  /** How many bytes were written from the memory that they were read to. */
  long uncopied() {
    return uncopied;
  }

  void receiveEnd() {
    receivedEnd();
    loop.run();
  }

  void fail(CloseCause cause) {
    failed(cause);
    loop.run();
  }

  /** The system takes so many bytes more, and says so. */
  void makeRoom(long bytes) {
    room = bytes;
    turnEnded();
    loop.run();
  }

  boolean ended() {
    return isClosed();
  }

  void start(StreamHandler handler) {
    open(handler);
  }

  @Override
  protected boolean writesOffLoop() {
    return offLoop;
  }

  @Override
  protected long bytesInTransport() {
    return inTransport;
  }

  @Override
  protected void write(OutputChain chain) throws IOException {
    beforeWrite.run();
    IOException failure = writeFailure;
    if (failure != null) {
      throw failure;
    }
    if (calls.contains("FIN") || calls.contains("close") || calls.contains("reset")) {
      throw new AssertionError("Written after " + calls);
    }
    while (room > 0 && !chain.isEmpty()) {
      ByteBuffer memory = chain.headMemory();
      if (memory != null) {
        byte[] bytes = new byte[(int) Math.min(room, memory.remaining())];
        memory.get(bytes);
        wire.write(bytes, 0, bytes.length);
        chain.consume(bytes.length);
        room -= bytes.length;
        uncopied += bytes.length;
        continue;
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(room, 1_000));
      int count = chain.copyTo(buffer);
      wire.write(buffer.array(), 0, count);
      chain.consume(count);
      room -= count;
    }
  }

  @Override
  protected void readInterest(boolean wanted) {
    calls.add(wanted ? "read" : "no read");
  }

  @Override
  protected void writeInterest(boolean wanted) {
    calls.add(wanted ? "write" : "no write");
  }

  @Override
  protected void turnEndWanted() {
    loop.atTurnEnd(this::turnEnded);
  }

  @Override
  protected void shutdownOutput() {
    calls.add("FIN");
  }

  @Override
  protected void closeChannel(boolean reset) {
    calls.add(reset ? "reset" : "close");
  }

  @Override
  protected void streamClosed(CloseCause cause) {
    calls.add("closed " + cause.kind());
  }

  record Connection(EventLoop loop) implements TransportConnection {
    private static final SocketAddress NOWHERE = InetSocketAddress.createUnresolved("test", 1);

    @Override
    public SocketAddress remoteAddress() {
      return NOWHERE;
    }

    @Override
    public SocketAddress localAddress() {
      return NOWHERE;
    }

    @Override
    public boolean isSecure() {
      return false;
    }

    @Override
    public @Nullable String applicationProtocol() {
      return null;
    }

    @Override
    public void abort(CloseCause cause) {
      throw new UnsupportedOperationException();
    }
  }
}
