package dev.weir.testkit.protocol;

import dev.weir.LentBytes;
import dev.weir.spi.protocol.ProtocolHandler;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Watches how the state machine of one stream behaves. */
final class WatchedHandler implements ProtocolHandler {
  private final ByteStream stream;
  private final ProtocolHandler handler;
  private final List<String> violations = new ArrayList<>();
  private @Nullable CloseCause end;

  WatchedHandler(ByteStream stream, ProtocolHandler handler) {
    this.stream = stream;
    this.handler = handler;
  }

  ByteStream stream() {
    return stream;
  }

  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  private synchronized void note(String violation) {
    violations.add(violation);
  }

  @Override
  public int input(LentBytes input) {
    int needed = handler.input(input);
    if (needed < 0) {
      note("it needs " + needed + " bytes");
    }
    return needed;
  }

  @Override
  public void inputEnded(LentBytes rest) {
    handler.inputEnded(rest);
  }

  @Override
  public void writable() {
    handler.writable();
  }

  @Override
  public void closed(CloseCause cause) {
    synchronized (this) {
      if (end != null) {
        violations.add("closed twice");
      }
      end = cause;
      if (cause.kind() == CloseCause.Kind.FAILED) {
        violations.add("it failed: " + cause.error());
      }
    }
    handler.closed(cause);
  }

  @Override
  public void drain() {
    synchronized (this) {
      if (end != null) {
        return;
      }
    }
    handler.drain();
  }
}
