package dev.weir.transport.nio;

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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A transport with one binding, whose connections get a handler each. */
final class TestServer implements ConnectionAcceptor, AutoCloseable {
  static final int PATIENCE_SECONDS = 30;

  final NioTransport transport;
  final Binding binding;
  final Semaphore permits;
  final BlockingQueue<CloseCause> ends = new LinkedBlockingQueue<>();
  private final Function<ByteStream, StreamHandler> handlers;

  TestServer(TestSystem system, Function<ByteStream, StreamHandler> handlers) throws IOException {
    this(system, Listen.address("127.0.0.1", 0), Limits.defaults(), 1_000, handlers);
  }

  TestServer(
      TestSystem system,
      Listen listen,
      Limits limits,
      int permits,
      Function<ByteStream, StreamHandler> handlers)
      throws IOException {
    this.handlers = handlers;
    this.permits = new Semaphore(permits);
    this.transport = new NioTransport(system.sockets(), 2, 64 << 10, 2, limits);
    transport.start();
    try {
      this.binding = transport.listen(listen, this);
    } catch (IOException | RuntimeException e) {
      transport.close();
      throw e;
    }
  }

  int port() {
    return ((InetSocketAddress) binding.address()).getPort();
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
    socket.setSoTimeout(PATIENCE_SECONDS * 1_000);
    return socket;
  }

  CloseCause awaitEnd() throws InterruptedException {
    CloseCause cause = ends.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (cause == null) {
      throw new AssertionError("No connection ended");
    }
    return cause;
  }

  @Override
  public boolean tryAcquirePermit() {
    return permits.tryAcquire();
  }

  @Override
  public void releasePermit() {
    permits.release();
  }

  @Override
  public ConnectionHandler accepted(TransportConnection connection) {
    return new ConnectionHandler() {
      @Override
      public StreamHandler streamOpened(ByteStream stream) {
        return handlers.apply(stream);
      }

      @Override
      public void closed(CloseCause cause) {
        permits.release();
        binding.resumeAccepting();
        ends.add(cause);
      }
    };
  }

  @Override
  public void close() {
    transport.close();
  }
}
