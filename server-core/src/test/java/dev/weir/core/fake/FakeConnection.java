package dev.weir.core.fake;

import dev.weir.ProxyHeader;
import dev.weir.Slot;
import dev.weir.middleware.ConnectionContext;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.TransportConnection;
import dev.weir.tls.TlsSession;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A connection that has nothing behind it. */
final class FakeConnection implements TransportConnection, ConnectionContext {
  private static final AtomicLong IDS = new AtomicLong();

  private final EventLoop loop;
  private final long id = IDS.incrementAndGet();
  private final Map<Slot<?>, Object> slots = new ConcurrentHashMap<>();
  private @Nullable FakeStream stream;

  FakeConnection(EventLoop loop) {
    this.loop = loop;
  }

  void stream(FakeStream opened) {
    stream = opened;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public SocketAddress remoteAddress() {
    return new InetSocketAddress("192.0.2.7", 1);
  }

  @Override
  public SocketAddress localAddress() {
    return InetSocketAddress.createUnresolved("here", 2);
  }

  @Override
  public SocketAddress peerAddress() {
    return remoteAddress();
  }

  @Override
  public @Nullable ProxyHeader proxyHeader() {
    return null;
  }

  @Override
  public EventLoop loop() {
    return loop;
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
    if (stream != null) {
      stream.abort(cause);
    }
  }

  @Override
  public String door() {
    return FakeSetup.DOOR;
  }

  @Override
  @SuppressWarnings("unchecked") // set() put it there under a slot of its type
  public <T> @Nullable T get(Slot<T> slot) {
    return (T) slots.get(slot);
  }

  @Override
  public <T> void set(Slot<T> slot, @Nullable T value) {
    if (value == null) {
      slots.remove(slot);
    } else {
      slots.put(slot, value);
    }
  }

  @Override
  public void onEnd(Runnable listener) {
    throw new UnsupportedOperationException("Not needed so far");
  }

  @Override
  public @Nullable TlsSession tls() {
    return null;
  }
}
