package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.Limits;
import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.ConnectionHandler;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.Transport;
import dev.weir.spi.transport.TransportConnection;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A started transport that serves a script on one address. */
final class Harness implements AutoCloseable, ConnectionAcceptor {
  private static final int PATIENCE_SECONDS = 20;
  private static final int QUIET_ROUNDS = 5;

  private final TransportUnderTest underTest;
  private final Transport transport;
  private final Script script;
  private final Binding binding;
  private final BlockingQueue<Served> accepted = new LinkedBlockingQueue<>();
  private final Queue<Served> all = new ConcurrentLinkedQueue<>();
  private final AtomicInteger permits;
  private final AtomicBoolean failing = new AtomicBoolean();
  private volatile boolean refusing;
  private volatile @Nullable Limits own;

  private Harness(TransportUnderTest underTest, Limits limits, Script script, int permits)
      throws IOException {
    this.underTest = underTest;
    this.script = script;
    this.permits = new AtomicInteger(permits);
    this.transport = underTest.create(limits);
    transport.start();
    this.binding = transport.listen(underTest.listen(), this);
  }

  static Harness start(TransportUnderTest underTest, Script script) throws IOException {
    return start(underTest, Limits.defaults(), script);
  }

  static Harness start(TransportUnderTest underTest, Limits limits, Script script)
      throws IOException {
    return new Harness(underTest, limits, script, Integer.MAX_VALUE);
  }

  /** Limits of the binding, on a transport that has others. */
  static Harness startWithOwnLimits(TransportUnderTest underTest, Limits limits, Script script)
      throws IOException {
    Harness harness = start(underTest, script);
    harness.own = limits;
    return harness;
  }

  /** Aborts each connection as it is accepted. */
  static Harness startRefusing(TransportUnderTest underTest) throws IOException {
    Harness harness = start(underTest, new Script() {});
    harness.refusing = true;
    return harness;
  }

  static Harness startWithPermits(TransportUnderTest underTest, Script script, int permits)
      throws IOException {
    return new Harness(underTest, Limits.defaults(), script, permits);
  }

  @Override
  public boolean tryAcquirePermit() {
    return permits.getAndUpdate(n -> n > 0 ? n - 1 : 0) > 0;
  }

  @Override
  public void releasePermit() {
    permits.incrementAndGet();
  }

  @Override
  public ConnectionHandler accepted(TransportConnection connection) {
    if (failing.compareAndSet(true, false)) {
      throw new IllegalStateException("the test's own");
    }
    Served served = new Served(connection, script);
    all.add(served);
    if (refusing) {
      connection.abort(CloseCause.ABORTED);
    }
    accepted.add(served);
    return served;
  }

  @Override
  public Limits limits(Limits ofTransport) {
    Limits ofBinding = own;
    return ofBinding != null ? ofBinding : ofTransport;
  }

  @Override
  public List<String> applicationProtocols() {
    return script.applicationProtocols();
  }

  /** Skips the test where streams can't end in one direction and go on in the other. */
  void assumeHalfClose() {
    assumeTrue(
        underTest.listen().tls() == null
            || transport.capabilities().contains(Transport.Capability.TLS_HALF_CLOSE),
        "TLS of this transport has no half-close");
  }

  int permits() {
    return permits.get();
  }

  void addPermits(int more) {
    permits.addAndGet(more);
    binding.resumeAccepting();
  }

  /** As {@link #addPermits}, without telling. */
  void grantSilently(int more) {
    permits.addAndGet(more);
  }

  /** Throws when the next connection comes. */
  void failNextAccept() {
    failing.set(true);
  }

  int acceptedCount() {
    return all.size();
  }

  Transport transport() {
    return transport;
  }

  Binding binding() {
    return binding;
  }

  SocketAddress address() {
    return binding.address();
  }

  void pass(Duration time) {
    underTest.pass(time);
  }

  /** A client that waits in the backlog at least. */
  Peer dial() throws IOException {
    return underTest.connect(binding.address());
  }

  /** The next connection that was accepted. */
  Served next() throws InterruptedException {
    Served served = accepted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertNotNull(served, "No connection was accepted");
    return served;
  }

  /** A client, and the server's side of it. */
  Pair connect() throws IOException, InterruptedException {
    Peer peer = dial();
    return new Pair(peer, next());
  }

  record Pair(Peer peer, Served served) implements AutoCloseable {
    void write(String text) throws IOException {
      peer.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    String read(int count) throws IOException {
      return new String(peer.readExactly(count), StandardCharsets.ISO_8859_1);
    }

    String readToEnd() throws IOException {
      return new String(peer.readToEnd(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
      peer.close();
    }
  }

  /**
   * Lets a loop take several turns that include I/O: another connection on it goes back and forth.
   * What the loop would do with what is there already, it has done then.
   */
  void settle(EventLoop loop) throws IOException, InterruptedException {
    try (EchoConnections echoes = new EchoConnections(underTest, transport)) {
      Peer peer = echoes.on(loop);
      for (int i = 0; i < QUIET_ROUNDS; i++) {
        peer.write(new byte[] {(byte) i});
        assertEquals(i, peer.readExactly(1)[0]);
      }
    }
  }

  @Override
  public void close() {
    transport.close();
    for (Served served : all) {
      assertEquals(List.of(), served.violations(), "violations of the contract");
      assertEquals(true, served.isEnded(), "a connection hasn't ended with its transport");
    }
  }
}
