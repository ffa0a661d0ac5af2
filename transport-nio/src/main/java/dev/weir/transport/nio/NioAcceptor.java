package dev.weir.transport.nio;

import dev.weir.Listen;
import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.UnixSocketFile;
import dev.weir.transport.nio.socket.ListeningSocket;
import dev.weir.transport.nio.socket.Registration;
import dev.weir.transport.nio.socket.Selectable;
import dev.weir.transport.nio.socket.StreamSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
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

  private final ListeningSocket socket;
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
  private final Registration registration;
  private boolean closing;

  /** Takes a bound socket over; on the loop. */
  NioAcceptor(
      ListeningSocket socket,
      UnixSocketFile file,
      Listen listen,
      ConnectionAcceptor acceptor,
      NioEventLoop loop,
      NioTransport transport)
      throws IOException {
    this.socket = socket;
    this.address = socket.localAddress();
    this.file = file;
    this.settings = listen.socket();
    this.acceptor = acceptor;
    this.loop = loop;
    this.transport = transport;
    this.backOff = new BackOff("Accepting on " + address, loop, this::updateInterest);
    this.registration = loop.register(socket, this);
    updateInterest();
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
  public void ready(boolean readable, boolean writable) {
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
      socket.close();
    } catch (IOException e) {
      LOGGER.warn("The socket listening on {} couldn't be closed", address, e);
    }
    // A selector lets go of the socket with its next poll, which is before this task.
    if (!tryOnLoop(() -> closed.complete(null))) {
      closed.complete(null);
    }
  }

  private void updateInterest() {
    if (!closing) {
      registration.interest(!refused && !backOff.isWaiting(), false);
    }
  }

  private void accept(int max) {
    for (int i = 0; i < max; i++) {
      if (!takePermit()) {
        updateInterest();
        return;
      }
      StreamSocket accepted = null;
      try {
        accepted = socket.accept();
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

  private void admit(StreamSocket accepted) {
    NioEventLoop target = transport.leastBusyLoop();
    target.connections().incrementAndGet();
    try {
      accepted.setUp(settings);
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
