package dev.weir.core.tcp;

import dev.weir.ConnectionInfo;
import dev.weir.ProxyHeader;
import dev.weir.Slot;
import dev.weir.Slots;
import dev.weir.middleware.ConnectionContext;
import dev.weir.tls.TlsSession;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** What a handler's side of a connection tells of it, and keeps with it. */
abstract class ConnectionView implements ConnectionInfo, Slots {
  private final ConnectionContext context;

  ConnectionView(ConnectionContext context) {
    this.context = context;
  }

  @Override
  public long id() {
    return context.id();
  }

  @Override
  public SocketAddress remoteAddress() {
    return context.remoteAddress();
  }

  @Override
  public SocketAddress localAddress() {
    return context.localAddress();
  }

  @Override
  public SocketAddress peerAddress() {
    return context.peerAddress();
  }

  @Override
  public @Nullable ProxyHeader proxyHeader() {
    return context.proxyHeader();
  }

  @Override
  public boolean isSecure() {
    return context.isSecure();
  }

  @Override
  public @Nullable TlsSession tls() {
    return context.tls();
  }

  @Override
  public String door() {
    return context.door();
  }

  @Override
  public <T> @Nullable T get(Slot<T> slot) {
    return context.get(slot);
  }

  @Override
  public <T> void set(Slot<T> slot, @Nullable T value) {
    context.set(slot, value);
  }
}
