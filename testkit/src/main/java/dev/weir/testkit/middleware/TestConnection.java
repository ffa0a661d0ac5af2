package dev.weir.testkit.middleware;

import dev.weir.middleware.ConnectionContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A connection that leads nowhere. */
final class TestConnection extends TestSlots implements ConnectionContext {
  private static final AtomicLong IDS = new AtomicLong();
  private static final int PORT = 40_000;

  private final long id = IDS.incrementAndGet();
  private final List<Runnable> listeners = new ArrayList<>();

  void end() {
    listeners.forEach(Runnable::run);
  }

  @Override
  public void onEnd(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public SocketAddress remoteAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT);
  }

  @Override
  public SocketAddress localAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT + 1);
  }

  @Override
  public boolean isSecure() {
    return false;
  }

  @Override
  public String door() {
    return "test";
  }
}
