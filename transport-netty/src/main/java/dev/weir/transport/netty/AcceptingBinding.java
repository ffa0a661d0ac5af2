package dev.weir.transport.netty;

import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.UnixSocketFile;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A bound stream address: how it goes on accepting, and how it ends, however it accepts. */
abstract class AcceptingBinding implements Binding, OpenBinding {
  private final NettyEventLoop loop;
  private final Children children;
  private final UnixSocketFile file;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  AcceptingBinding(NettyEventLoop loop, Children children, UnixSocketFile file) {
    this.loop = loop;
    this.children = children;
    this.file = file;
  }

  final NettyEventLoop loop() {
    return loop;
  }

  final Children children() {
    return children;
  }

  /** That of a Unix domain socket; for others, none. */
  final UnixSocketFile file() {
    return file;
  }

  /** Goes on accepting, unless something else is in its way. On the loop. */
  abstract void resume();

  /**
   * Closes, if that hasn't begun. On the loop.
   *
   * @param drain whether what the backlog holds is accepted first
   */
  abstract void closeOnLoop(boolean drain);

  @Override
  public final void resumeAccepting() {
    if (!closed.isDone()) {
      loop.tryExecute(this::resume);
    }
  }

  @Override
  public final CompletionStage<Void> close() {
    return close(true);
  }

  @Override
  public final CompletionStage<Void> closeNow() {
    return close(false);
  }

  private CompletionStage<Void> close(boolean drain) {
    if (!loop.tryExecute(() -> closeOnLoop(drain))) {
      closed.complete(null); // the loop has ended, and closed the socket
    }
    return closed.minimalCompletionStage();
  }

  /** It is closed, or couldn't be. */
  final void ended(@Nullable Throwable failure) {
    children.forget(this);
    if (failure == null) {
      closed.complete(null);
    } else {
      closed.completeExceptionally(failure);
    }
  }
}
