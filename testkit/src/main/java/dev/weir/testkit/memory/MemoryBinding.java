package dev.weir.testkit.memory;

import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.ConnectionAcceptor;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A bound stream address, with its backlog. Accepts on the transport's first loop. */
final class MemoryBinding implements Binding {
  private final InMemoryTransport transport;
  private final SocketAddress address;
  private final ConnectionAcceptor acceptor;
  private final MemoryLoop loop;
  private final int capacity;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  private final Queue<MemorySocket> backlog = new ArrayDeque<>();
  private boolean closing;

  MemoryBinding(
      InMemoryTransport transport,
      SocketAddress address,
      ConnectionAcceptor acceptor,
      MemoryLoop loop,
      int capacity) {
    this.transport = transport;
    this.address = address;
    this.acceptor = acceptor;
    this.loop = loop;
    this.capacity = capacity;
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  /** Puts a connection into the backlog. */
  void connect(MemorySocket socket) throws ConnectException {
    synchronized (backlog) {
      if (closing || backlog.size() == capacity) {
        throw new ConnectException(
            "Connection refused: " + address + (closing ? " is closed" : "'s backlog is full"));
      }
      backlog.add(socket);
    }
    loop.tryExecute(this::accept);
  }

  @Override
  public void resumeAccepting() {
    loop.tryExecute(this::accept);
  }

  private void accept() {
    while (true) {
      synchronized (backlog) {
        if (backlog.isEmpty()) {
          return;
        }
      }
      if (!acceptor.tryAcquirePermit()) {
        return;
      }
      MemorySocket socket;
      synchronized (backlog) {
        socket = backlog.poll();
      }
      if (socket == null || socket.isReset()) {
        acceptor.releasePermit();
      } else {
        transport.open(socket, acceptor);
      }
    }
  }

  @Override
  public CompletionStage<Void> close() {
    synchronized (backlog) {
      if (closing) {
        return closed;
      }
      closing = true;
    }
    if (loop.inLoop()) {
      closeOnLoop();
    } else {
      loop.tryExecute(this::closeOnLoop);
    }
    return closed.minimalCompletionStage();
  }

  private void closeOnLoop() {
    accept();
    drop();
  }

  /** Closes the socket, refusing what still waits. */
  void drop() {
    transport.unbind(this);
    while (true) {
      @Nullable MemorySocket socket;
      synchronized (backlog) {
        closing = true;
        socket = backlog.poll();
      }
      if (socket == null) {
        break;
      }
      socket.closedByServer(true);
    }
    closed.complete(null);
  }
}
