package dev.weir.transport.netty;

import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.ConnectionHandler;
import dev.weir.spi.transport.StreamHandler;
import dev.weir.spi.transport.TransportConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A transport with one binding, whose streams are handled by what a test says. */
final class TestServer implements ConnectionAcceptor, AutoCloseable {
  final NettyTransport transport;
  final Semaphore permits;
  final AtomicInteger refusals = new AtomicInteger();
  final AtomicInteger accepted = new AtomicInteger();
  final BlockingQueue<TransportConnection> connections = new LinkedBlockingQueue<>();
  final BlockingQueue<CloseCause> ends = new LinkedBlockingQueue<>();
  private final Function<ByteStream, StreamHandler> handlers;
  private Binding binding;

  TestServer(
      NativeTransport sockets,
      Limits limits,
      int permits,
      Function<ByteStream, StreamHandler> handlers) {
    this.transport = new NettyTransport(sockets, TlsChoice.AUTO, 2, 2, limits);
    this.permits = new Semaphore(permits);
    this.handlers = handlers;
    transport.start();
  }

  static TestServer start(NativeTransport sockets, Function<ByteStream, StreamHandler> handlers)
      throws IOException {
    TestServer server = new TestServer(sockets, Limits.defaults(), 1_000, handlers);
    server.listen(Listen.address("127.0.0.1", 0));
    return server;
  }

  Binding listen(Listen listen) throws IOException {
    try {
      binding = transport.listen(listen, this);
      return binding;
    } catch (IOException | RuntimeException e) {
      transport.close();
      throw e;
    }
  }

  Binding binding() {
    return binding;
  }

  int port() {
    return ((InetSocketAddress) binding.address()).getPort();
  }

  Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", port());
    socket.setSoTimeout(30_000);
    return socket;
  }

  CloseCause awaitEnd() throws InterruptedException {
    CloseCause cause = ends.poll(30, TimeUnit.SECONDS);
    if (cause == null) {
      throw new AssertionError("no connection ended");
    }
    return cause;
  }

  /** Lets every loop go round, with what its sockets have to tell, so many times. */
  void turns(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      for (NettyEventLoop loop : transport.loops()) {
        CompletableFuture<Void> turned = new CompletableFuture<>();
        loop.execute(() -> loop.newTimer(() -> turned.complete(null)).arm(1));
        turned.get(30, TimeUnit.SECONDS);
      }
    }
  }

  @Override
  public boolean tryAcquirePermit() {
    boolean taken = permits.tryAcquire();
    if (!taken) {
      refusals.incrementAndGet();
    }
    return taken;
  }

  @Override
  public void releasePermit() {
    permits.release();
  }

  @Override
  public ConnectionHandler accepted(TransportConnection connection) {
    accepted.incrementAndGet();
    connections.add(connection);
    return new ConnectionHandler() {
      @Override
      public StreamHandler streamOpened(ByteStream stream) {
        return handlers.apply(stream);
      }

      @Override
      public void closed(CloseCause cause) {
        permits.release();
        ends.add(cause);
        binding.resumeAccepting();
      }
    };
  }

  @Override
  public void close() {
    transport.close();
  }
}
