package dev.weir.transport.netty;

import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.spi.proxy.ProxyBinding;
import dev.weir.spi.tls.TlsBinding;
import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.DatagramBinding;
import dev.weir.spi.transport.DatagramReceiver;
import dev.weir.spi.transport.Transport;
import dev.weir.spi.transport.UnixSocketFile;
import dev.weir.tls.Tls;
import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The transport on Netty. */
final class NettyTransport implements Transport {
  private static final Logger LOGGER = LoggerFactory.getLogger(NettyTransport.class);

  /** A handler that holds a loop at the end is waited for no longer than this. */
  private static final long CLOSE_SECONDS = 10;

  /** Threads that wait for files, or compute for handshakes, without holding an event loop. */
  private static final Executor OFF_LOOP =
      task -> Thread.ofVirtual().name("weir-netty-tls").start(task);

  private final NativeTransport sockets;
  private final TlsChoice tlsChoice;
  private final int loopCount;
  private final int busyPollMicros;
  private final Limits limits;
  private final Set<OpenBinding> bindings = ConcurrentHashMap.newKeySet();
  private final Set<Binding> tlsBindings = ConcurrentHashMap.newKeySet();
  private final AtomicInteger turns = new AtomicInteger();
  private final AtomicInteger bindingTurns = new AtomicInteger();
  private volatile List<NettyEventLoop> loops = List.of();
  private boolean closed;

  NettyTransport(
      NativeTransport sockets,
      TlsChoice tlsChoice,
      int loopCount,
      int busyPollMicros,
      Limits limits) {
    this.sockets = sockets;
    this.tlsChoice = tlsChoice;
    this.loopCount = loopCount;
    this.busyPollMicros = busyPollMicros;
    this.limits = limits;
  }

  Limits limits() {
    return limits;
  }

  boolean sendsFiles() {
    return sockets.sendsFiles();
  }

  @Override
  public String description() {
    return "netty "
        + version()
        + " ("
        + sockets.label()
        + ", "
        + loopCount
        + (loopCount == 1 ? " loop)" : " loops)");
  }

  /** By the module or its jar: Netty's own way reads a date of each jar, which loads a locale. */
  private static String version() {
    Module netty = Channel.class.getModule();
    String version =
        netty.isNamed()
            ? netty.getDescriptor().rawVersion().orElse(null)
            : Channel.class.getPackage().getImplementationVersion();
    return version == null ? "4.2" : version.replace(".Final", "");
  }

  @Override
  public Set<Capability> capabilities() {
    Set<Capability> all = EnumSet.copyOf(sockets.capabilities());
    all.add(Capability.TLS);
    all.add(Capability.PROXY_PROTOCOL);
    if (tlsChoice.hasHalfClose()) {
      all.add(Capability.TLS_HALF_CLOSE);
    }
    return all;
  }

  @Override
  public synchronized void start() {
    if (closed || !loops.isEmpty()) {
      throw new IllegalStateException("A transport is started once, and not after its end");
    }
    IoHandlerFactory ioHandlers = sockets.ioHandlers();
    List<NettyEventLoop> started = new ArrayList<>(loopCount);
    try {
      for (int i = 0; i < loopCount; i++) {
        NettyEventLoop loop =
            new NettyEventLoop(i, ioHandlers, sockets.isSynchronous(), busyPollMicros);
        started.add(loop);
        loop.start();
      }
    } finally {
      loops = List.copyOf(started); // also of a start that failed: close() ends them
    }
  }

  @Override
  public List<NettyEventLoop> loops() {
    return loops;
  }

  /** The loops in turn. */
  NettyEventLoop nextLoop() {
    List<NettyEventLoop> all = loops;
    return all.get(Math.floorMod(turns.getAndIncrement(), all.size()));
  }

  /** A loop for a binding: the caller's, if it is on one, as that can't be waited for. */
  private NettyEventLoop bindingLoop() {
    if (loops.isEmpty()) {
      throw new IllegalStateException("The transport isn't started");
    }
    for (NettyEventLoop loop : loops) {
      if (loop.inLoop()) {
        return loop;
      }
    }
    // Apart from the children's turns: a listen shouldn't skew how connections are spread.
    return loops.get(Math.floorMod(bindingTurns.getAndIncrement(), loops.size()));
  }

  @Override
  public Binding listen(Listen listen, ConnectionAcceptor acceptor) throws IOException {
    Tls tls = listen.tls();
    if (tls == null) {
      return behindProxies(listen, acceptor);
    }
    Binding binding =
        TlsBinding.listen(
            tls,
            acceptor,
            new TlsBinding.Surroundings(bindingLoop(), OFF_LOOP, tlsChoice.resolve(), limits),
            secured -> behindProxies(listen, secured));
    tlsBindings.add(binding);
    return binding;
  }

  private Binding behindProxies(Listen listen, ConnectionAcceptor acceptor) throws IOException {
    return ProxyBinding.listen(listen.proxies(), acceptor, proxied -> bind(listen, proxied));
  }

  private Binding bind(Listen listen, ConnectionAcceptor acceptor) throws IOException {
    SocketAddress address = Addresses.resolve(listen.address());
    boolean unix = address instanceof UnixDomainSocketAddress;
    NettyEventLoop loop = bindingLoop();
    Children children = new Children(this, acceptor, listen.socket(), unix ? address : null);
    UnixSocketFile file = new UnixSocketFile(address);
    try {
      file.removeStale();
      boolean ipv4Only = Addresses.isIpv4Only(listen, address);
      ListeningSocket socket = sockets.newListeningSocket(address, ipv4Only);
      return socket == null
          ? listenByChannel(loop, address, ipv4Only, listen, acceptor, children, file)
          : listenBySocket(loop, socket, address, listen, acceptor, children, file);
    } catch (IOException e) {
      throw BindErrors.describe(address, e);
    }
  }

  private Binding listenBySocket(
      NettyEventLoop loop,
      ListeningSocket socket,
      SocketAddress address,
      Listen listen,
      ConnectionAcceptor acceptor,
      Children children,
      UnixSocketFile file)
      throws IOException {
    try {
      socket.bind(address, listen.socket());
      file.bound();
      ReadyBinding binding = new ReadyBinding(loop, socket, listen, acceptor, children, file);
      bindings.add(binding);
      Futures.await(
          loop.netty()
              .submit(() -> {
                binding.start();
                return binding;
              }));
      return binding;
    } catch (Throwable e) {
      socket.close();
      throw e;
    }
  }

  private Binding listenByChannel(
      NettyEventLoop loop,
      SocketAddress address,
      boolean ipv4Only,
      Listen listen,
      ConnectionAcceptor acceptor,
      Children children,
      UnixSocketFile file)
      throws IOException {
    boolean unix = address instanceof UnixDomainSocketAddress;
    ServerChannel channel = sockets.newServerChannel(unix, ipv4Only);
    ChannelBinding binding = new ChannelBinding(loop, channel, listen, acceptor, children, file);
    binding.start(address, listen.socket(), unix);
    bindings.add(binding);
    return binding;
  }

  @Override
  public DatagramBinding bindDatagrams(Listen listen, DatagramReceiver receiver)
      throws IOException {
    if (!(listen.address() instanceof InetSocketAddress internet)) {
      throw new UnsupportedOperationException(
          "Netty's datagrams have internet addresses only, not " + listen.address());
    }
    InetSocketAddress address = Addresses.resolve(internet);
    NettyDatagramBinding binding =
        new NettyDatagramBinding(this, sockets, bindingLoop(), receiver, receiver.limits(limits));
    try {
      binding.start(address, listen);
    } catch (IOException e) {
      throw BindErrors.describe(address, e);
    }
    bindings.add(binding);
    return binding;
  }

  void forget(OpenBinding binding) {
    bindings.remove(binding);
  }

  @Override
  public synchronized void close() {
    for (NettyEventLoop loop : loops) {
      if (loop.inLoop()) {
        throw new IllegalStateException("A transport can't be closed on one of its loops");
      }
    }
    if (closed) {
      return;
    }
    closed = true;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
    awaitAll(bindings.stream().map(OpenBinding::closeNow), deadline);
    awaitAll(loops.stream().map(loop -> loop.abortAll(CloseCause.SHUTDOWN)), deadline);
    for (NettyEventLoop loop : loops) {
      loop.shutdown();
    }
    for (NettyEventLoop loop : loops) {
      if (!loop.awaitEnd(deadline)) {
        LOGGER.error(
            "{} didn't end within {} s: a handler holds it, at {}",
            loop,
            CLOSE_SECONDS,
            List.of(loop.thread().getStackTrace()));
      }
    }
    for (Binding binding : tlsBindings) {
      var unused = binding.close(); // memory of OpenSSL's, which the last of its connections held
    }
  }

  /** Waits for them, until the deadline; what didn't end by then ends with its loop. */
  private static void awaitAll(Stream<? extends CompletionStage<Void>> stages, long deadline) {
    CompletableFuture<?>[] all =
        stages.map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new);
    long left = Math.max(1, deadline - System.nanoTime());
    try {
      CompletableFuture.allOf(all).orTimeout(left, TimeUnit.NANOSECONDS).join();
    } catch (CompletionException | CancellationException e) {
      LOGGER.warn("Not all of the transport closed cleanly", e);
    }
  }
}
