package dev.weir.testkit.middleware;

import dev.weir.Bytes;
import dev.weir.tcp.Session;
import dev.weir.tcp.SessionEnd;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.function.Consumer;

/** A session whose frames go nowhere. */
final class TestSession extends TestSlots implements Session {
  private final TestConnection connection = new TestConnection();

  @Override
  public Instant lastActivity() {
    return Instant.EPOCH;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void send(Bytes frame) {}

  @Override
  public boolean offer(Bytes frame) {
    return true;
  }

  @Override
  public void close() {}

  @Override
  public void abort() {}

  @Override
  public void onEnd(Consumer<SessionEnd> listener) {}

  @Override
  public long id() {
    return connection.id();
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
  public boolean isSecure() {
    return false;
  }

  @Override
  public String door() {
    return connection.door();
  }
}
