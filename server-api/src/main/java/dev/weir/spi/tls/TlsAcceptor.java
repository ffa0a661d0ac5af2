package dev.weir.spi.tls;

import dev.weir.Limits;
import dev.weir.internal.OpenStages;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.ConnectionHandler;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.TransportConnection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Puts TLS between a binding's connections and who accepts them. */
final class TlsAcceptor implements ConnectionAcceptor {
  /**
   * What waits encrypted is bounded by the stage itself; it wants to hear when that has left. The
   * least that a limit may be is as good as none.
   */
  private static final long ENCRYPTED_HIGH_WATERMARK = 4 << 10;

  private final ConnectionAcceptor inner;
  private final TlsEngines engines;
  private final Executor offLoop;
  private final HandshakeGate gate;
  private final HandshakeWork work;
  private final OpenStages handshakes = new OpenStages();
  private final Map<EventLoop, LoopBuffers> buffers = new ConcurrentHashMap<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile boolean retired;
  private volatile @Nullable LimitsInUse limits;

  /** Those of the door, and those for the bytes underneath. */
  private record LimitsInUse(Limits ofDoor, Limits underneath) {}

  TlsAcceptor(ConnectionAcceptor inner, TlsEngines engines, Executor offLoop, HandshakeGate gate) {
    this.inner = inner;
    this.engines = engines;
    this.offLoop = offLoop;
    this.gate = gate;
    this.work = new HandshakeWork(offLoop, Runtime.getRuntime().availableProcessors());
  }

  @Override
  public boolean tryAcquirePermit() {
    connections.incrementAndGet();
    boolean acquired = inner.tryAcquirePermit();
    if (!acquired) {
      ended();
    }
    return acquired;
  }

  @Override
  public void releasePermit() {
    inner.releasePermit();
    ended();
  }

  /** A connection for which there was a permit is no more. */
  void ended() {
    if (connections.decrementAndGet() == 0 && retired) {
      engines.close();
    }
  }

  /** No further connection comes; those that are there may still want an engine. */
  void retire() {
    connections.incrementAndGet();
    retired = true;
    handshakes.drain();
    ended();
  }

  @Override
  public List<String> applicationProtocols() {
    return inner.applicationProtocols();
  }

  @Override
  public Limits limits(Limits ofTransport) {
    return inUse(ofTransport).underneath();
  }

  /** The limits of the streams inside. */
  Limits doorLimits() {
    LimitsInUse known = limits;
    return known != null ? known.ofDoor() : inner.limits(Limits.defaults());
  }

  private LimitsInUse inUse(Limits ofTransport) {
    Limits ofDoor = inner.limits(ofTransport);
    LimitsInUse known = limits;
    if (known == null || known.ofDoor() != ofDoor) {
      known =
          new LimitsInUse(
              ofDoor, ofDoor.with(Limits.WRITE_HIGH_WATERMARK, ENCRYPTED_HIGH_WATERMARK));
      limits = known;
    }
    return known;
  }

  @Override
  public Runnable expected(TransportConnection connection) {
    return inner.expected(connection);
  }

  @Override
  public ConnectionHandler accepted(TransportConnection connection) {
    SecureConnection secure = new SecureConnection(connection);
    return new TlsConnection(this, secure, inner.accepted(secure));
  }

  TlsEngines engines() {
    return engines;
  }

  Executor offLoop() {
    return offLoop;
  }

  HandshakeGate gate() {
    return gate;
  }

  HandshakeWork work() {
    return work;
  }

  OpenStages handshakes() {
    return handshakes;
  }

  LoopBuffers buffers(EventLoop loop) {
    return buffers.computeIfAbsent(loop, absent -> new LoopBuffers());
  }
}
