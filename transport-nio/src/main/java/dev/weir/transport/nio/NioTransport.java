package dev.weir.transport.nio;

import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.spi.proxy.ProxyBinding;
import dev.weir.spi.tls.JdkTlsEngines;
import dev.weir.spi.tls.TlsBinding;
import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.BusyPoll;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.DatagramBinding;
import dev.weir.spi.transport.DatagramReceiver;
import dev.weir.spi.transport.Transport;
import dev.weir.spi.transport.UnixSocketFile;
import dev.weir.tls.Tls;
import dev.weir.transport.nio.socket.DatagramPort;
import dev.weir.transport.nio.socket.ListeningSocket;
import dev.weir.transport.nio.socket.SocketSystem;
import dev.weir.transport.nio.socket.StreamSocket;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** The event loops, and what is bound to them. */
final class NioTransport implements Transport {
  /** Threads that wait for files, or compute for handshakes, without holding an event loop. */
  private static final Executor OFF_LOOP =
      task -> Thread.ofVirtual().name("weir-nio-tls").start(task);

  private final SocketSystem system;
  private final SocketSetup sockets;
  private final int loopCount;
  private final int bufferBytes;
  private final int busyPollMicros;
  private final Limits limits;
  private final OffLoopMemory offLoopMemory = new OffLoopMemory();
  private final AtomicInteger bindings = new AtomicInteger();
  private volatile List<NioEventLoop> loops = List.of();
  private boolean closed;

  NioTransport(
      SocketSystem system, int loopCount, int bufferBytes, int busyPollMicros, Limits limits) {
    this.system = system;
    this.sockets = new SocketSetup(system);
    this.loopCount = loopCount;
    this.bufferBytes = bufferBytes;
    this.busyPollMicros = busyPollMicros;
    this.limits = limits;
  }

  @Override
  public String description() {
    String loopsInAll = loopCount + (loopCount == 1 ? " loop" : " loops");
    return "nio (" + system.description() + ", " + loopsInAll + ")";
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.values());
  }

  @Override
  public synchronized void start() {
    if (closed || !loops.isEmpty()) {
      throw new IllegalStateException("A transport is started once");
    }
    List<NioEventLoop> opened = new ArrayList<>();
    try {
      for (int i = 0; i < loopCount; i++) {
        BusyPoll busyPoll = new BusyPoll(busyPollMicros, System::nanoTime);
        opened.add(new NioEventLoop(i, system, bufferBytes, busyPoll));
      }
    } catch (IOException e) {
      opened.forEach(NioEventLoop::discard);
      throw new UncheckedIOException(
          "The event loops couldn't be started: the system gave nothing to wait with", e);
    }
    opened.forEach(NioEventLoop::start);
    loops = List.copyOf(opened);
  }

  @Override
  public List<NioEventLoop> loops() {
    return loops;
  }

  @Override
  public Binding listen(Listen listen, ConnectionAcceptor acceptor) throws IOException {
    NioEventLoop loop = nextLoop();
    Tls tls = listen.tls();
    return tls == null
        ? behindProxies(listen, acceptor, loop)
        : TlsBinding.listen(
            tls,
            acceptor,
            new TlsBinding.Surroundings(loop, OFF_LOOP, JdkTlsEngines::new, limits),
            secured -> behindProxies(listen, secured, loop));
  }

  private Binding behindProxies(Listen listen, ConnectionAcceptor acceptor, NioEventLoop loop)
      throws IOException {
    return ProxyBinding.listen(listen.proxies(), acceptor, proxied -> bind(listen, proxied, loop));
  }

  private Binding bind(Listen listen, ConnectionAcceptor acceptor, NioEventLoop loop)
      throws IOException {
    if (listen.address() instanceof InetSocketAddress ip) {
      ListeningSocket socket = sockets.listen(listen, ip);
      return accept(loop, socket, new UnixSocketFile(ip), listen, acceptor);
    }
    if (listen.address() instanceof UnixDomainSocketAddress unix) {
      UnixSocketFile file = new UnixSocketFile(unix);
      file.removeStale();
      ListeningSocket socket = sockets.listen(listen, unix);
      file.bound();
      return accept(loop, socket, file, listen, acceptor);
    }
    throw new UnsupportedOperationException(
        "The transport nio listens on IP addresses and Unix domain sockets, not on " + listen);
  }

  private NioAcceptor accept(
      NioEventLoop loop,
      ListeningSocket socket,
      UnixSocketFile file,
      Listen listen,
      ConnectionAcceptor acceptor)
      throws IOException {
    return onLoop(
        loop, socket::close, () -> new NioAcceptor(socket, file, listen, acceptor, loop, this));
  }

  @Override
  public DatagramBinding bindDatagrams(Listen listen, DatagramReceiver receiver)
      throws IOException {
    NioEventLoop loop = nextLoop();
    if (!(listen.address() instanceof InetSocketAddress ip)) {
      throw new UnsupportedOperationException(
          "The transport nio has datagrams on IP addresses only, not on " + listen);
    }
    DatagramPort port = sockets.bindDatagrams(listen, ip);
    int maxDatagram = receiver.limits(limits).get(Limits.MAX_DATAGRAM);
    return onLoop(
        loop,
        port::close,
        () -> new NioDatagramSocket(port, receiver, loop, offLoopMemory, maxDatagram));
  }

  private NioEventLoop nextLoop() {
    List<NioEventLoop> started = loops;
    if (started.isEmpty()) {
      throw new IllegalStateException("The transport isn't started");
    }
    return started.get(Math.floorMod(bindings.getAndIncrement(), started.size()));
  }

  /** Runs a task on a loop and waits for what it gives; if that fails, closes the socket. */
  private static <T> T onLoop(NioEventLoop loop, Closeable socket, Callable<T> task)
      throws IOException {
    CompletableFuture<T> result = new CompletableFuture<>();
    Runnable run =
        () -> {
          try {
            result.complete(task.call());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        };
    try {
      if (loop.inLoop()) {
        run.run();
      } else {
        loop.execute(run);
      }
      return result.get();
    } catch (ExecutionException | RejectedExecutionException e) {
      socket.close();
      throw new IOException("The socket couldn't be given to its event loop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while the socket was given to its event loop", e);
    }
  }

  // ---- For acceptors.

  /** The loop with the fewest connections. */
  NioEventLoop leastBusyLoop() {
    return Collections.min(
        loops, (one, other) -> Integer.compare(one.connections().get(), other.connections().get()));
  }

  /** Opens an accepted connection; on its loop. */
  void open(NioEventLoop loop, StreamSocket socket, ConnectionAcceptor acceptor) {
    NioConnection.open(loop, socket, acceptor, offLoopMemory, acceptor.limits(limits));
  }

  @Override
  public void close() {
    List<NioEventLoop> ending;
    synchronized (this) {
      if (loops.stream().anyMatch(NioEventLoop::inLoop)) {
        throw new IllegalStateException("A transport can't be closed on one of its event loops");
      }
      if (closed) {
        return;
      }
      closed = true;
      ending = loops;
    }
    ending.forEach(NioEventLoop::shutdown);
    boolean interrupted = false;
    for (NioEventLoop loop : ending) {
      while (true) {
        try {
          loop.thread().join();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
