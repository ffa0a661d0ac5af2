package dev.weir.spi.tls;

import dev.weir.ProxyHeader;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.TransportConnection;
import dev.weir.tls.TlsSession;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A connection inside TLS. */
final class SecureConnection implements TransportConnection {
  private final TransportConnection connection;
  private volatile @Nullable TlsSession session;

  SecureConnection(TransportConnection connection) {
    this.connection = connection;
  }

  void agreedOn(TlsSession agreed) {
    session = agreed;
  }

  @Override
  public SocketAddress remoteAddress() {
    return connection.remoteAddress();
  }

  @Override
  public SocketAddress localAddress() {
    return connection.localAddress();
  }

  @Override
  public SocketAddress peerAddress() {
    return connection.peerAddress();
  }

  @Override
  public @Nullable ProxyHeader proxyHeader() {
    return connection.proxyHeader();
  }

  @Override
  public EventLoop loop() {
    return connection.loop();
  }

  @Override
  public boolean isSecure() {
    return true;
  }

  @Override
  public @Nullable String applicationProtocol() {
    TlsSession agreed = session;
    return agreed == null ? null : agreed.applicationProtocol();
  }

  @Override
  public @Nullable TlsSession tls() {
    return session;
  }

  @Override
  public void abort(CloseCause cause) {
    connection.abort(cause);
  }

  @Override
  public String toString() {
    return connection + " with TLS";
  }
}
