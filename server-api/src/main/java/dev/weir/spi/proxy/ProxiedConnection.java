package dev.weir.spi.proxy;

import dev.weir.ProxyHeader;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.TransportConnection;
import dev.weir.tls.TlsSession;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A connection whose proxy has said whose it is. */
final class ProxiedConnection implements TransportConnection {
  private final TransportConnection connection;
  private final ProxyHeader header;

  // On the loop.
  private boolean opening = true;
  private @Nullable CloseCause refusal;

  ProxiedConnection(TransportConnection connection, ProxyHeader header) {
    this.connection = connection;
    this.header = header;
  }

  /** It was accepted; gives why it was refused on the way, or null. On the loop. */
  @Nullable CloseCause opened() {
    opening = false;
    return refusal;
  }

  @Override
  public SocketAddress remoteAddress() {
    SocketAddress told = header.source();
    return told != null ? told : connection.remoteAddress();
  }

  @Override
  public SocketAddress localAddress() {
    SocketAddress told = header.destination();
    return told != null ? told : connection.localAddress();
  }

  @Override
  public SocketAddress peerAddress() {
    return connection.peerAddress();
  }

  @Override
  public ProxyHeader proxyHeader() {
    return header;
  }

  @Override
  public EventLoop loop() {
    return connection.loop();
  }

  @Override
  public boolean isSecure() {
    return connection.isSecure();
  }

  @Override
  public @Nullable String applicationProtocol() {
    return connection.applicationProtocol();
  }

  @Override
  public @Nullable TlsSession tls() {
    return connection.tls();
  }

  @Override
  public void abort(CloseCause cause) {
    if (!loop().inLoop() || !opening) {
      connection.abort(cause);
    } else if (refusal == null) {
      refusal = cause; // no stream is opened then
    }
  }

  @Override
  public String toString() {
    return connection + " for " + remoteAddress();
  }
}
