package dev.weir.spi.proxy;

import dev.weir.Limits;
import dev.weir.TrustedProxies;
import dev.weir.internal.OpenStages;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.ConnectionHandler;
import dev.weir.spi.transport.StreamHandler;
import dev.weir.spi.transport.TransportConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header of the PROXY protocol that a connection begins with, and then gives the
 * connection to who accepts it, with the addresses that the header tells. Whoever isn't trusted is
 * refused before a byte is read.
 */
final class ProxyAcceptor implements ConnectionAcceptor {
  private final ConnectionAcceptor inner;
  private final TrustedProxies proxies;
  private final RefusalLog refusals = new RefusalLog();
  private final OpenStages headers = new OpenStages();
  private volatile @Nullable Limits limits;

  ProxyAcceptor(ConnectionAcceptor inner, TrustedProxies proxies) {
    this.inner = inner;
    this.proxies = proxies;
  }

  @Override
  public boolean tryAcquirePermit() {
    return inner.tryAcquirePermit();
  }

  @Override
  public void releasePermit() {
    inner.releasePermit();
  }

  @Override
  public Limits limits(Limits ofTransport) {
    Limits inUse = inner.limits(ofTransport);
    limits = inUse;
    return inUse;
  }

  /** Those that the transport has asked for. */
  Limits limits() {
    Limits inUse = limits;
    return inUse != null ? inUse : inner.limits(Limits.defaults());
  }

  @Override
  public List<String> applicationProtocols() {
    return inner.applicationProtocols();
  }

  @Override
  public Runnable expected(TransportConnection connection) {
    return inner.expected(connection);
  }

  ConnectionAcceptor inner() {
    return inner;
  }

  RefusalLog refusals() {
    return refusals;
  }

  OpenStages headers() {
    return headers;
  }

  @Override
  public ConnectionHandler accepted(TransportConnection connection) {
    if (proxies.contains(connection.remoteAddress())) {
      return new ProxyConnection(this, connection);
    }
    refusals.refused(connection, "it isn't one of the trusted proxies " + proxies);
    connection.abort(CloseCause.ABORTED);
    return new Untrusted(inner);
  }

  /** A connection that never was one; only its permit is given back. */
  private record Untrusted(ConnectionAcceptor inner) implements ConnectionHandler {
    @Override
    public StreamHandler streamOpened(ByteStream stream) {
      throw new IllegalStateException("A stream of a connection that was aborted");
    }

    @Override
    public void closed(CloseCause cause) {
      inner.releasePermit();
    }
  }
}
