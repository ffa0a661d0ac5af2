package dev.weir.core.connection;

import dev.weir.ProxyHeader;
import dev.weir.Slot;
import dev.weir.middleware.ConnectionContext;
import dev.weir.spi.protocol.Dispatcher;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.protocol.ProtocolContext;
import dev.weir.spi.protocol.ProtocolHandler;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.ConnectionHandler;
import dev.weir.spi.transport.StreamHandler;
import dev.weir.spi.transport.TransportConnection;
import dev.weir.tls.TlsSession;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection from its accept to its end: what is known of it, and its streams. There may be very
 * many that do nothing, so what few of them have is made when it is needed.
 */
final class ServedConnection implements ConnectionContext, ConnectionHandler {
  private static final Logger LOGGER = LoggerFactory.getLogger(ServedConnection.class);

  private final DoorAcceptor door;
  private final TransportConnection transport;
  private final long id;

  // Set under this.
  private volatile @Nullable SlotValues slots;

  // Its neighbours among those that are open; on the loop, and for OpenConnections alone.
  @Nullable ServedConnection previous;
  @Nullable ServedConnection next;

  // On the loop. One for TCP, and any number where a connection has many streams.
  private @Nullable Served lastStream;

  // Under this.
  private @Nullable List<Runnable> endListeners;
  private boolean ended;

  ServedConnection(DoorAcceptor door, TransportConnection transport, long id) {
    this.door = door;
    this.transport = transport;
    this.id = id;
  }

  @Override
  public StreamHandler streamOpened(ByteStream stream) {
    Served served = new Served(stream, door.dispatcher(stream));
    ProtocolHandler handler = served.open(door.opener());
    served.before = lastStream;
    lastStream = served;
    return handler;
  }

  @Override
  public void closed(CloseCause cause) {
    try {
      endListeners().forEach(listener -> run(listener, "A listener for the end"));
    } finally {
      door.ended(this);
    }
  }

  /** Tells every stream's protocol that the server shuts down. On the loop. */
  void drain() {
    for (Served each = lastStream; each != null; each = each.before) {
      each.drain();
    }
  }

  void abort(CloseCause cause) {
    transport.abort(cause);
  }

  TransportConnection transport() {
    return transport;
  }

  private synchronized List<Runnable> endListeners() {
    List<Runnable> listeners = endListeners;
    endListeners = null;
    ended = true;
    return listeners == null ? List.of() : listeners;
  }

  @Override
  public void onEnd(Runnable listener) {
    synchronized (this) {
      if (!ended) {
        List<Runnable> listeners = endListeners;
        if (listeners == null) {
          listeners = new ArrayList<>(1);
          endListeners = listeners;
        }
        listeners.add(listener);
        return;
      }
    }
    try {
      transport.loop().execute(() -> run(listener, "A listener for the end"));
    } catch (RejectedExecutionException e) {
      run(listener, "A listener for the end"); // the loop has ended before
    }
  }

  private void run(Runnable listener, String what) {
    try {
      listener.run();
    } catch (Throwable e) {
      LOGGER.error("{} of {} failed", what, this, e);
    }
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public SocketAddress remoteAddress() {
    return transport.remoteAddress();
  }

  @Override
  public SocketAddress localAddress() {
    return transport.localAddress();
  }

  @Override
  public SocketAddress peerAddress() {
    return transport.peerAddress();
  }

  @Override
  public @Nullable ProxyHeader proxyHeader() {
    return transport.proxyHeader();
  }

  @Override
  public boolean isSecure() {
    return transport.isSecure();
  }

  @Override
  public @Nullable TlsSession tls() {
    return transport.tls();
  }

  @Override
  public String door() {
    return door.name();
  }

  @Override
  public <T> @Nullable T get(Slot<T> slot) {
    SlotValues values = slots;
    return values == null ? null : values.get(slot);
  }

  @Override
  public <T> void set(Slot<T> slot, @Nullable T value) {
    madeSlots().set(slot, value);
  }

  private synchronized SlotValues madeSlots() {
    SlotValues values = slots;
    if (values == null) {
      values = new SlotValues();
      slots = values;
    }
    return values;
  }

  @Override
  public String toString() {
    return "connection " + id + " from " + remoteAddress() + " at " + door.name();
  }

  /** One stream, and whatever protocol it has now. On the loop. */
  private final class Served implements ProtocolContext {
    private final ByteStream stream;
    private final Dispatcher dispatcher;
    private @Nullable ProtocolHandler handler;
    private @Nullable Served before;

    Served(ByteStream stream, Dispatcher dispatcher) {
      this.stream = stream;
      this.dispatcher = dispatcher;
    }

    ProtocolHandler open(Protocol.StreamOpener opener) {
      ProtocolHandler opened = opener.open(this);
      handler = opened;
      if (door.connections().isDraining(transport.loop())) {
        // It was in the backlog when the server began to shut down; what it has sent is still
        // served.
        transport.loop().execute(this::drain);
      }
      return opened;
    }

    @Override
    public void handOver(Protocol.StreamOpener successor) {
      try {
        stream.handOver(open(successor));
      } catch (Throwable e) {
        LOGGER.error("{} can't go on in the protocol asked for; it is cut", connection(), e);
        stream.abort(CloseCause.failed(e));
      }
    }

    void drain() {
      try {
        if (handler != null) {
          handler.drain();
        }
      } catch (Throwable e) {
        LOGGER.error("The protocol of {} failed to drain; the connection is cut", connection(), e);
        abort(CloseCause.failed(e));
      }
    }

    @Override
    public ByteStream stream() {
      return stream;
    }

    @Override
    public ConnectionContext connection() {
      return ServedConnection.this;
    }

    @Override
    public Dispatcher dispatcher() {
      return dispatcher;
    }
  }
}
