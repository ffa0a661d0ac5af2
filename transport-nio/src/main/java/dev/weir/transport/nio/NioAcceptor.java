package dev.weir.transport.nio;

import dev.weir.Listen;
import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.UnixSocketFile;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts on one loop, for all loops. A permit is taken before each accept; without one, and while
 * the system refuses, it takes no notice of what comes: it waits in the backlog.
 */
final class NioAcceptor implements Binding, Selectable {
  private static final Logger LOGGER = LoggerFactory.getLogger(NioAcceptor.class);

  /** Then the loop's connections have their turn. */
  private static final int MAX_ACCEPTS_PER_TURN = 64;

  private final ServerSocketChannel channel;
  private final SocketAddress address;
  private final UnixSocketFile file;
  private final Listen.SocketSettings settings;
  private final ConnectionAcceptor acceptor;
  private final NioEventLoop loop;
  private final NioTransport transport;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  // Set before the last look for a permit, so that either it or the resuming sees the other.
  private volatile boolean refused;

  // On the loop.
  private final BackOff backOff;
  private @Nullable SelectionKey key;
  private boolean closing;

  /** Takes a bound channel over; on the loop. */
  NioAcceptor(
      ServerSocketChannel channel,
      UnixSocketFile file,
      Listen listen,
      ConnectionAcceptor acceptor,
      NioEventLoop loop,
      NioTransport transport)
      throws IOException {
    this.channel = channel;
    this.address = channel.getLocalAddress();
    this.file = file;
    this.settings = listen.socket();
    this.acceptor = acceptor;
    this.loop = loop;
    this.transport = transport;
    this.backOff = new BackOff("Accepting on " + address, loop, this::updateInterest);
    loop.register(channel, SelectionKey.OP_ACCEPT, this);
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public void resumeAccepting() {
    if (refused) {
      tryOnLoop(() -> {
        refused = false;
        updateInterest();
      });
    }
  }

  @Override
  public CompletionStage<Void> close() {
    if (!tryOnLoop(this::drainAndClose)) {
      closed.complete(null); // the loop has ended, and with it the socket
    }
    return closed.minimalCompletionStage();
  }

  private boolean tryOnLoop(Runnable task) {
    try {
      loop.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  // ---- On the loop.

  @Override
  public void registered(SelectionKey registered) {
    key = registered;
  }

  @Override
  public void ready(SelectionKey selected) {
    accept(MAX_ACCEPTS_PER_TURN);
  }

  @Override
  public void shutdown() {
    closeChannel();
  }

  private void drainAndClose() {
    if (closing) {
      return;
    }
    file.delete(); // nobody new finds it
    accept(settings.backlog());
    closeChannel();
  }

  private void closeChannel() {
    closing = true;
    backOff.cancel();
    file.delete();
    try {
      channel.close();
    } catch (IOException e) {
      LOGGER.warn("The socket listening on {} couldn't be closed", address, e);
    }
    // The selector lets go of the socket with its next select, which is before this task.
    if (!tryOnLoop(() -> closed.complete(null))) {
      closed.complete(null);
    }
  }

  private void updateInterest() {
    SelectionKey current = key;
    if (!closing && current != null && current.isValid()) {
      current.interestOps(refused || backOff.isWaiting() ? 0 : SelectionKey.OP_ACCEPT);
    }
  }

  private void accept(int max) {
    for (int i = 0; i < max; i++) {
      if (!takePermit()) {
        updateInterest();
        return;
      }
      SocketChannel accepted = null;
      try {
        accepted = channel.accept();
      } catch (IOException e) {
        backOff.failed(e);
        updateInterest();
      } finally {
        if (accepted == null) {
          acceptor.releasePermit();
        }
      }
      if (accepted == null) {
        return;
      }
      backOff.succeeded();
      admit(accepted);
    }
  }

  private boolean takePermit() {
    if (acceptor.tryAcquirePermit()) {
      return true;
    }
    refused = true;
    if (acceptor.tryAcquirePermit()) {
      refused = false;
      return true;
    }
    return false;
  }

  private void admit(SocketChannel accepted) {
    NioEventLoop target = transport.leastBusyLoop();
    target.connections().incrementAndGet();
    try {
      SocketSetup.accepted(accepted, settings);
    } catch (IOException e) {
      LOGGER.debug("An accepted connection was gone before it was set up", e);
      NioConnection.refuse(target, accepted, acceptor);
      return;
    }
    try {
      target.execute(() -> transport.open(target, accepted, acceptor));
    } catch (RejectedExecutionException e) {
      LOGGER.debug("A connection was accepted while {} ended", target, e);
      NioConnection.refuse(target, accepted, acceptor);
    }
  }
}
