package dev.weir.core.fake;

import dev.weir.Limits;
import dev.weir.middleware.ConnectionContext;
import dev.weir.spi.protocol.Dispatcher;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.protocol.ProtocolContext;
import dev.weir.spi.protocol.ProtocolHandler;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.StreamHandler;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A bound protocol that peers can connect to. */
public final class FakeDoor implements AutoCloseable {
  private final FakeLoop loop = new FakeLoop();
  private final FakeWork work;
  private final Limits limits;
  private final Protocol.StreamOpener opener;
  private volatile boolean draining;
  private final Map<FakeStream, ProtocolHandler> handlers = new ConcurrentHashMap<>();

  /** Two loops of one door. */
  public record Pair(FakeDoor first, FakeDoor second) {}

  public FakeDoor(Protocol protocol, FakeSetup setup) {
    this(setup, protocol.bind(setup));
  }

  private FakeDoor(FakeSetup setup, Protocol.StreamOpener opener) {
    this.work = setup.fake();
    this.limits = setup.limits();
    this.opener = opener;
  }

  /** One bound door that is served by two loops. */
  public static Pair pair(Protocol protocol, FakeSetup setup) {
    Protocol.StreamOpener opener = protocol.bind(setup);
    return new Pair(new FakeDoor(setup, opener), new FakeDoor(setup, opener));
  }

  public FakeLoop loop() {
    return loop;
  }

  /** Moves the time on. It never passes while a handler is at work, only while all of them wait. */
  public void advance(Duration time) {
    awaitQuiet();
    loop.advance(time);
  }

  /** Returns once every handler waits or has ended, and the loop has heard of it. */
  public void awaitQuiet() {
    int before;
    do {
      before = work.threads.get();
      work.awaitQuiet();
      loop.run(() -> {});
    } while (work.threads.get() != before); // the end of one lets another start
  }

  /** A peer whose stream writes on the loop alone. */
  public FakeStream connect() {
    return connect(false);
  }

  public FakeStream connect(boolean writesOffLoop) {
    return FakeStream.open(loop, limits, writesOffLoop, this::opened);
  }

  private StreamHandler opened(FakeStream stream) {
    return open(stream, opener);
  }

  private ProtocolHandler open(FakeStream stream, Protocol.StreamOpener protocol) {
    ProtocolHandler handler = protocol.open(new Context(stream, stream.fake()));
    handlers.put(stream, handler);
    if (draining) {
      loop.execute(handler::drain); // as the server tells who takes a stream over meanwhile
    }
    return handler;
  }

  /** Tells the protocol that the server shuts down. */
  public void drain() {
    draining = true;
    loop.run(() -> handlers.values().forEach(ProtocolHandler::drain));
  }

  @Override
  public void close() {
    loop.close();
  }

  private final class Context implements ProtocolContext {
    private final FakeStream stream;
    private final ConnectionContext connection;

    Context(FakeStream stream, ConnectionContext connection) {
      this.stream = stream;
      this.connection = connection;
    }

    @Override
    public ByteStream stream() {
      return stream;
    }

    @Override
    public ConnectionContext connection() {
      return connection;
    }

    @Override
    public void handOver(Protocol.StreamOpener successor) {
      stream.handOver(open(stream, successor));
    }

    @Override
    public Dispatcher dispatcher() {
      throw new UnsupportedOperationException("The core's own protocols run their work directly");
    }
  }
}
