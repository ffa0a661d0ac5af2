package dev.weir.transport.netty;

import dev.weir.Listen;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.LoopTimer;
import dev.weir.spi.transport.UnixSocketFile;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Accepts from a {@link ListeningSocket}: a permit, then one accept, for as many as wait. The
 * interest is off while a permit was refused, and for a while after the system refused one.
 */
final class ReadyBinding extends AcceptingBinding {
  /** Connections a turn; then what was accepted gets its turn. */
  private static final int MAX_ACCEPTS = 64;

  private final ListeningSocket socket;
  private final ConnectionAcceptor acceptor;
  private final int backlog;
  private final AcceptTrouble trouble;

  // On the loop.
  private @Nullable LoopTimer retry;
  private boolean closing;

  ReadyBinding(
      NettyEventLoop loop,
      ListeningSocket socket,
      Listen listen,
      ConnectionAcceptor acceptor,
      Children children,
      UnixSocketFile file) {
    super(loop, children, file);
    this.socket = socket;
    this.acceptor = acceptor;
    this.backlog = listen.socket().backlog();
    this.trouble = new AcceptTrouble(socket.address());
  }

  /** Starts accepting. On the loop. */
  void start() throws IOException {
    socket.register(loop().netty(), this::ready);
    socket.interest(true);
  }

  private void ready() {
    if (!closing && accept(MAX_ACCEPTS) == Stop.REFUSED) {
      interest(false);
    }
  }

  /** Why accepting stopped. */
  private enum Stop {
    EMPTY,
    REFUSED,
    FAILED,
    ENOUGH
  }

  private Stop accept(int most) {
    for (int i = 0; i < most; i++) {
      if (!acceptor.tryAcquirePermit()) {
        return Stop.REFUSED;
      }
      Channel child = null;
      try {
        child = socket.accept();
      } catch (Throwable e) {
        acceptor.releasePermit();
        backOff(e);
        return Stop.FAILED;
      }
      if (child == null) {
        acceptor.releasePermit();
        return Stop.EMPTY;
      }
      trouble.over();
      children().adopt(child);
    }
    return Stop.ENOUGH;
  }

  private void backOff(Throwable e) {
    trouble.met(e);
    if (closing) {
      return;
    }
    interest(false);
    LoopTimer timer = retry;
    if (timer == null) {
      timer = loop().newTimer(() -> interest(true));
      retry = timer;
    }
    timer.arm(AcceptTrouble.RETRY_NANOS);
  }

  private void interest(boolean on) {
    if (closing || (on && retry != null && retry.isArmed())) {
      return;
    }
    try {
      socket.interest(on);
    } catch (IOException e) {
      trouble.met(e);
    }
  }

  @Override
  public SocketAddress address() {
    return socket.address();
  }

  @Override
  void resume() {
    interest(true);
  }

  @Override
  void closeOnLoop(boolean drain) {
    if (closing) {
      return;
    }
    closing = true;
    if (retry != null) {
      retry.cancel();
    }
    if (drain) {
      // No more than may have waited: others that come meanwhile could keep it open for ever.
      accept(backlog);
    }
    try {
      socket.close();
      file().delete();
      loop().once(socket::isReleased, () -> ended(null));
    } catch (IOException e) {
      ended(e);
    }
  }
}
