package dev.weir.transport.netty;

import dev.weir.Listen;
import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.LoopTimer;
import dev.weir.spi.transport.UnixSocketFile;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Accepts from a {@link ListeningSocket}: a permit, then one accept, for as many as wait. The
 * interest is off while a permit was refused, and for a while after the system refused one.
 */
final class ReadyBinding implements Binding, OpenBinding {
  /** Connections a turn; then what was accepted gets its turn. */
  private static final int MAX_ACCEPTS = 64;

  private final NettyEventLoop loop;
  private final ListeningSocket socket;
  private final ConnectionAcceptor acceptor;
  private final Children children;
  private final UnixSocketFile file;
  private final int backlog;
  private final AcceptTrouble trouble;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

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
    this.loop = loop;
    this.socket = socket;
    this.acceptor = acceptor;
    this.children = children;
    this.file = file;
    this.backlog = listen.socket().backlog();
    this.trouble = new AcceptTrouble(socket.address());
  }

  /** Starts accepting. On the loop. */
  void start() throws IOException {
    socket.register(loop.netty(), this::ready);
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
      children.adopt(child);
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
      timer = loop.newTimer(() -> interest(true));
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
  public void resumeAccepting() {
    if (!closed.isDone()) {
      loop.tryExecute(() -> interest(true));
    }
  }

  @Override
  public CompletionStage<Void> close() {
    return end(true);
  }

  @Override
  public CompletionStage<Void> closeNow() {
    return end(false);
  }

  private CompletionStage<Void> end(boolean drain) {
    if (!loop.tryExecute(() -> closeOnLoop(drain))) {
      closed.complete(null); // the loop has ended, and closed the socket
    }
    return closed.minimalCompletionStage();
  }

  private void closeOnLoop(boolean drain) {
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
      file.delete();
      loop.once(socket::isReleased, () -> end(null));
    } catch (IOException e) {
      end(e);
    }
  }

  private void end(@Nullable IOException failure) {
    children.forget(this);
    if (failure == null) {
      closed.complete(null);
    } else {
      closed.completeExceptionally(failure);
    }
  }
}
