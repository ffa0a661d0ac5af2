package dev.weir.testkit.memory;

import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.ShutdownReport;
import dev.weir.spi.proxy.ProxyBinding;
import dev.weir.spi.tls.JdkTlsEngines;
import dev.weir.spi.tls.TlsBinding;
import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.DatagramBinding;
import dev.weir.spi.transport.DatagramReceiver;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.Transport;
import dev.weir.spi.transport.TransportProvider;
import dev.weir.tls.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * A transport whose network is this object. For one server; any thread but its event loops.
 *
 * <p><b>By hand</b> ({@link #manual}), nothing runs but while {@link #run}, {@link #advance} or a
 * waiting method of a client does. Event loops take turns on the calling thread, and so do
 * handlers, on virtual threads of which one goes on at a time: until it ends, or waits for what an
 * event loop brings (for bytes to read, or room to write). Who has the next turn follows from the
 * seed. So the same seed and the same program give the same run, whatever the machine does, as long
 * as handlers block nowhere else and no other thread has a hand in it. One that blocks elsewhere
 * stops everything; after some 20 seconds an error shows where it is.
 *
 * <p><b>With threads</b> ({@link #threaded}), each event loop runs as work comes, and handlers run
 * as on any server; in which order those and several clients come isn't the seed's.
 *
 * <p><b>Time</b> stands still until {@link #advance} moves it, from timer to timer, and only while
 * all is quiet. With {@link MemoryOptions#withMovingTime} a client that waits moves it as well, so
 * that a program with delays and timeouts runs to its end by itself.
 *
 * <p>{@link dev.weir.Server#shutdown} waits for event loops, and so ends only while somebody runs
 * them: {@link #shutDown} does both.
 *
 * <p>It isn't found by {@link java.util.ServiceLoader}: hand its {@link #provider} to {@link
 * dev.weir.ServerBuilder#transport(TransportProvider)}.
 */
public final class InMemoryTransport implements Transport {
  private final MemoryOptions options;
  private final VirtualClock clock = new VirtualClock();
  private final Activity activity = new Activity();
  private final MemoryNetwork network = new MemoryNetwork();
  private final Trace trace;
  private final Driver driver;
  private final List<MemoryLoop> loops;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger nextLoop = new AtomicInteger();
  private final AtomicBoolean provided = new AtomicBoolean();
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Limits limits = Limits.defaults();

  InMemoryTransport(MemoryOptions options) {
    this.options = options;
    this.trace = new Trace(clock, options.traced());
    this.driver = new Driver(options, clock, activity);
    this.loops = driver.loops();
  }

  /** One event loop without a thread. */
  public static InMemoryTransport manual() {
    return MemoryOptions.manual().open();
  }

  /** One event loop with a thread. */
  public static InMemoryTransport threaded() {
    return MemoryOptions.threaded().open();
  }

  /**
   * What gives this transport to a server, named {@code memory}.
   *
   * @return a provider whose {@code create} works once
   */
  public TransportProvider provider() {
    return new MemoryTransportProvider(this);
  }

  InMemoryTransport provide(Limits given) {
    if (!provided.compareAndSet(false, true)) {
      throw new IllegalStateException("An in-memory transport is for one server: make another");
    }
    limits = given;
    return this;
  }

  // ---- For tests.

  /**
   * Connects over a link that loses and splits nothing.
   *
   * @throws java.net.ConnectException if nothing is bound there, or its backlog is full
   */
  public MemoryClient connect(SocketAddress address) throws IOException {
    return connect(address, options.link());
  }

  /** Connects over a link. */
  public MemoryClient connect(SocketAddress address, Link link) throws IOException {
    return connect(address, network.newClientAddress(), link);
  }

  /** Connects over a link, from an address that the server is to see. */
  public MemoryClient connect(SocketAddress address, InetAddress from, Link link)
      throws IOException {
    return connect(
        address, new InetSocketAddress(from, network.newClientAddress().getPort()), link);
  }

  private MemoryClient connect(SocketAddress address, InetSocketAddress from, Link link)
      throws IOException {
    MemorySocket socket = new MemorySocket(this, from, address, link);
    trace.event(from, "connects to " + address);
    network.binding(address).connect(socket);
    return new MemoryClient(this, socket);
  }

  /** A client's datagram socket. */
  public MemoryDatagramClient openDatagrams() {
    return new MemoryDatagramClient(this, network, network.newClientAddress());
  }

  /**
   * While this is set the server's datagrams don't leave: they wait in the binding's queue, and
   * when that is full they are refused.
   */
  public void blockDatagrams(boolean blocked) {
    network.blockDatagrams(blocked);
  }

  /**
   * By hand, runs event loops and handlers until nothing is left to do at this time; with threads,
   * waits until the event loops are quiet.
   */
  public void run() {
    driver.run();
  }

  /**
   * Runs until quiet, and moves the time on. A timer may fire up to 50 milliseconds or 2 % late, as
   * {@link dev.weir.spi.transport.LoopTimer} says: advance by so much more than its time.
   */
  public void advance(Duration duration) {
    driver.advance(duration);
  }

  /**
   * Shuts the server down, and runs its event loops meanwhile; the time goes on as the machine's.
   */
  public ShutdownReport shutDown(Server server) {
    CompletableFuture<ShutdownReport> end =
        CompletableFuture.supplyAsync(server::shutdown, task -> Thread.ofVirtual().start(task));
    if (!options.withThreads()) {
      driver.driveUntil(end::isDone);
    }
    return end.join();
  }

  /**
   * What has happened between clients and the server so far, a line each: at which time, on which
   * connection, and the bytes of each read ({@code >}) and write ({@code <}) of the server. By hand
   * the same program and seed give the same lines.
   *
   * @throws IllegalStateException unless the options asked for it
   */
  public List<String> trace() {
    return trace.lines();
  }

  /** The time of the event loops, in nanoseconds from some moment that is always the same. */
  public long nanoTime() {
    return clock.nanoTime();
  }

  /** What tasks of the event loops have thrown so far; in a server without defects, nothing. */
  public List<Throwable> failures() {
    return activity.failures();
  }

  /** How many connections are open on the server's side. By hand, or once quiet. */
  public int openConnections() {
    return loops.stream().mapToInt(loop -> loop.streams().size()).sum();
  }

  // ---- For the parts of the transport.

  /** Waits for something of a client, under its lock; false if it doesn't happen. */
  boolean await(Object client, BooleanSupplier done) {
    return driver.await(client, done);
  }

  Trace notes() {
    return trace;
  }

  Limits limits() {
    return limits;
  }

  boolean offLoopWrites() {
    return options.offLoopWrites();
  }

  int window() {
    return options.window();
  }

  void execute(MemoryStream stream, Runnable task) {
    ((MemoryLoop) stream.loop()).tryExecute(task);
  }

  /** Runs a task after some time, and gives that time. */
  long after(Duration delay, Runnable task) {
    long due = clock.nanoTime() + delay.toNanos();
    clock.at(due, task);
    return due;
  }

  void open(MemorySocket socket, ConnectionAcceptor acceptor) {
    MemoryLoop loop = loops.get(Math.floorMod(nextLoop.getAndIncrement(), loops.size()));
    try {
      loop.execute(() -> new MemoryConnection(socket, loop).open(acceptor, this));
    } catch (RejectedExecutionException e) {
      socket.closedByServer(true);
      acceptor.releasePermit();
    }
  }

  void unbind(MemoryBinding binding) {
    network.unbind(binding);
  }

  // ---- Transport.

  @Override
  public String description() {
    return "memory ("
        + loops.size()
        + (loops.size() == 1 ? " loop, " : " loops, ")
        + (options.withThreads() ? "with threads)" : "by hand)");
  }

  @Override
  public Set<Capability> capabilities() {
    Set<Capability> capabilities =
        EnumSet.of(
            Capability.UNIX_SOCKETS,
            Capability.UDP,
            Capability.MULTICAST,
            Capability.TLS,
            Capability.PROXY_PROTOCOL,
            Capability.TLS_HALF_CLOSE);
    if (options.offLoopWrites()) {
      capabilities.add(Capability.OFF_LOOP_WRITES);
    }
    return capabilities;
  }

  @Override
  public void start() {
    if (!started.compareAndSet(false, true) || closed.get()) {
      throw new IllegalStateException("An in-memory transport starts once");
    }
    if (options.withThreads()) {
      for (MemoryLoop loop : loops) {
        threads.add(Thread.ofPlatform().daemon().name(loop.toString()).start(loop::runThread));
      }
    }
  }

  @Override
  public List<? extends EventLoop> loops() {
    return List.copyOf(loops);
  }

  /** With TLS, handshakes are done on the loop: so they come in order. */
  @Override
  public Binding listen(Listen listen, ConnectionAcceptor acceptor) throws IOException {
    Tls tls = listen.tls();
    return tls == null
        ? behindProxies(listen, acceptor)
        : TlsBinding.listen(
            tls,
            acceptor,
            new TlsBinding.Surroundings(
                loops.getFirst(), Runnable::run, JdkTlsEngines::new, limits),
            secured -> behindProxies(listen, secured));
  }

  private Binding behindProxies(Listen listen, ConnectionAcceptor acceptor) throws IOException {
    return ProxyBinding.listen(listen.proxies(), acceptor, proxied -> bind(listen, proxied));
  }

  private Binding bind(Listen listen, ConnectionAcceptor acceptor) throws IOException {
    return network.bind(
        listen.address(),
        address ->
            new MemoryBinding(
                this, address, acceptor, loops.getFirst(), listen.socket().backlog()));
  }

  @Override
  public DatagramBinding bindDatagrams(Listen listen, DatagramReceiver receiver)
      throws IOException {
    MemoryLoop loop = loops.get(Math.floorMod(nextLoop.getAndIncrement(), loops.size()));
    return network.bindDatagrams(
        listen.address(),
        address ->
            new MemoryDatagramBinding(
                network,
                address,
                listen,
                loop,
                receiver,
                receiver.limits(limits).get(Limits.MAX_DATAGRAM)));
  }

  @Override
  public void close() {
    driver.requireOutside();
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    network.close();
    for (MemoryLoop loop : loops) {
      loop.execute(() -> {
        for (MemoryStream stream : List.copyOf(loop.streams())) {
          stream.abort(CloseCause.SHUTDOWN);
        }
        loop.end();
      });
    }
    if (threads.isEmpty()) {
      driver.turnOut(); // by hand, or never started
    }
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true; // kept for the caller: close always closes
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
