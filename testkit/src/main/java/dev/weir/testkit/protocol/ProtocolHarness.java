package dev.weir.testkit.protocol;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.MediaType;
import dev.weir.Slot;
import dev.weir.StartException;
import dev.weir.TypeOf;
import dev.weir.codec.Codec;
import dev.weir.config.Settings;
import dev.weir.middleware.ConnectionContext;
import dev.weir.middleware.Middleware;
import dev.weir.spi.protocol.Dispatcher;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.protocol.ProtocolContext;
import dev.weir.spi.protocol.ProtocolSetup;
import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.ConnectionHandler;
import dev.weir.spi.transport.StreamHandler;
import dev.weir.spi.transport.TransportConnection;
import dev.weir.testkit.memory.InMemoryTransport;
import dev.weir.testkit.memory.Link;
import dev.weir.testkit.memory.MemoryClient;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A door of one protocol over memory, with what a server would put around it. */
final class ProtocolHarness implements AutoCloseable, ConnectionAcceptor, ProtocolSetup {
  private final ProtocolCompliance suite;
  private final InMemoryTransport memory = InMemoryTransport.threaded();
  private final Protocol.StreamOpener opener;
  private final Binding binding;
  private final AtomicLong ids = new AtomicLong();
  private final Queue<WatchedHandler> handlers = new ConcurrentLinkedQueue<>();

  ProtocolHarness(ProtocolCompliance suite) throws IOException {
    this.suite = suite;
    this.opener = suite.protocol().bind(this);
    memory.provider().create(Settings.defaults(), suite.limits()).start();
    this.binding = memory.listen(Listen.address("127.0.0.1", 0), this);
  }

  MemoryClient connect(Link link) throws IOException {
    return memory.connect(binding.address(), link);
  }

  /** What a server does to all streams when it shuts down. */
  void drain() {
    for (WatchedHandler handler : handlers) {
      handler.stream().loop().execute(handler::drain);
    }
    memory.run();
  }

  /** Waits until nothing happens any more on the loops. */
  void settle() {
    memory.run();
  }

  int openConnections() {
    memory.run();
    return memory.openConnections();
  }

  /** Whatever was wrong: calls out of place, exceptions. */
  List<String> violations() {
    List<String> all = new ArrayList<>();
    handlers.forEach(handler -> all.addAll(handler.violations()));
    memory.failures().forEach(failure -> all.add("thrown on the loop: " + failure));
    return all;
  }

  @Override
  public void close() {
    memory.close();
  }

  // ---- What the transport asks.

  @Override
  public boolean tryAcquirePermit() {
    return true;
  }

  @Override
  public void releasePermit() {}

  @Override
  public ConnectionHandler accepted(TransportConnection connection) {
    return new ConnectionHandler() {
      @Override
      public StreamHandler streamOpened(ByteStream stream) {
        return new Context(ids.incrementAndGet(), stream).open(opener);
      }

      @Override
      public void closed(CloseCause cause) {}
    };
  }

  // ---- What the protocol asks.

  @Override
  public String door() {
    return "compliance";
  }

  @Override
  public Limits limits() {
    return suite.limits();
  }

  @Override
  public Dispatch dispatch() {
    return suite.dispatch();
  }

  @Override
  public List<Middleware> middleware() {
    return List.of();
  }

  @Override
  public List<Codec> codecs() {
    return suite.codecs();
  }

  @Override
  public Codec codec(MediaType type) {
    return suite.codecs().stream()
        .filter(codec -> codec.reads(type))
        .findFirst()
        .orElseThrow(() -> new StartException("The suite has no codec for " + type));
  }

  @Override
  public <T> T state(TypeOf<T> type) {
    throw new StartException("The suite has no state of type " + type);
  }

  /** One stream. Its dispatcher has no limit, and a virtual thread for what isn't the loop's. */
  private final class Context implements ProtocolContext, ConnectionContext, Dispatcher {
    private final long id;
    private final ByteStream stream;
    private final Map<Slot<?>, Object> slots = new HashMap<>();
    private @Nullable WatchedHandler handler;

    Context(long id, ByteStream stream) {
      this.id = id;
      this.stream = stream;
    }

    WatchedHandler open(Protocol.StreamOpener protocol) {
      WatchedHandler opened = new WatchedHandler(stream, protocol.open(this));
      if (handler != null) {
        handlers.remove(handler); // no further call comes to it
      }
      handler = opened;
      handlers.add(opened);
      return opened;
    }

    @Override
    public void handOver(Protocol.StreamOpener successor) {
      stream.handOver(open(successor));
    }

    @Override
    public ByteStream stream() {
      return stream;
    }

    @Override
    public ConnectionContext connection() {
      return this;
    }

    @Override
    public Dispatcher dispatcher() {
      return this;
    }

    @Override
    public <R> Work dispatch(Dispatch dispatch, Callable<R> work, Completion<R> completion) {
      if (dispatch == Dispatch.EVENT_LOOP) {
        complete(work, completion, Runnable::run);
        return () -> {};
      }
      Thread thread = Thread.ofVirtual().start(() -> complete(work, completion, stream.loop()));
      return thread::interrupt;
    }

    private <R> void complete(Callable<R> work, Completion<R> completion, Executor loop) {
      @Nullable R result = null;
      @Nullable Throwable failure = null;
      try {
        result = work.call();
      } catch (Throwable e) {
        failure = e;
      }
      @Nullable R given = result;
      @Nullable Throwable thrown = failure;
      loop.execute(() -> completion.done(given, thrown));
    }

    @Override
    public void onEnd(Runnable listener) {}

    @Override
    public long id() {
      return id;
    }

    @Override
    public SocketAddress remoteAddress() {
      return stream.connection().remoteAddress();
    }

    @Override
    public SocketAddress localAddress() {
      return stream.connection().localAddress();
    }

    @Override
    public boolean isSecure() {
      return false;
    }

    @Override
    public String door() {
      return "compliance";
    }

    @Override
    @SuppressWarnings("unchecked") // set() takes only a T for a Slot<T>
    public synchronized <T> @Nullable T get(Slot<T> slot) {
      return (T) slots.get(slot);
    }

    @Override
    public synchronized <T> void set(Slot<T> slot, @Nullable T value) {
      if (value == null) {
        slots.remove(slot);
      } else {
        slots.put(slot, value);
      }
    }
  }
}
