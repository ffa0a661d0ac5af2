package dev.weir.testkit.memory;

import dev.weir.Limits;
import dev.weir.Listen;
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
import java.util.Random;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * A transport whose network is this object. For one server; any thread but its event loops.
 *
 * <p><b>By hand</b> ({@link #manual}), the event loops have no threads: {@link #run}, {@link
 * #advance} and the waiting methods of clients run them on the calling thread. With protocols and
 * handlers that run on the loop, one seed gives one run, whatever the machine does. {@link
 * dev.weir.Server} waits for its loops when it shuts down, so shut it down on another thread.
 *
 * <p><b>With threads</b> ({@link #threaded}), each event loop runs as work comes. So handlers may
 * run on virtual threads; in which order those and several clients come isn't the seed's.
 *
 * <p><b>Time</b> stands still, in both, until {@link #advance} moves it: whether a virtual thread
 * is still at work can't be seen from here, so time can't move by itself once all is quiet. It goes
 * from timer to timer, and waits after each until the loops are quiet.
 *
 * <p>It isn't found by {@link java.util.ServiceLoader}: hand its {@link #provider} to {@link
 * dev.weir.ServerBuilder#transport(TransportProvider)}.
 */
public final class InMemoryTransport implements Transport {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

  private final MemoryOptions options;
  private final VirtualClock clock = new VirtualClock();
  private final Activity activity = new Activity();
  private final MemoryNetwork network = new MemoryNetwork();
  private final List<MemoryLoop> loops = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Random choices;
  private final AtomicInteger nextLoop = new AtomicInteger();
  private final AtomicBoolean provided = new AtomicBoolean();
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ReentrantLock driving = new ReentrantLock();
  private volatile Limits limits = Limits.defaults();

  InMemoryTransport(MemoryOptions options) {
    this.options = options;
    this.choices = new Random(options.seed());
    for (int i = 0; i < options.loops(); i++) {
      loops.add(new MemoryLoop(i, clock, activity));
    }
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
    MemoryClient client = new MemoryClient(this, from, address, link);
    network.binding(address).connect(client);
    return client;
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

  /** By hand, runs the event loops until they are quiet; with threads, waits until they are. */
  public void run() {
    requireOffLoop();
    if (options.withThreads()) {
      awaitQuiet();
    } else {
      turnAll();
    }
  }

  private void turnAll() {
    driving.lock();
    try {
      List<MemoryLoop> busy = busyLoops();
      while (!busy.isEmpty()) {
        busy.get(choices.nextInt(busy.size())).turn();
        busy = busyLoops();
      }
    } finally {
      driving.unlock();
    }
  }

  private List<MemoryLoop> busyLoops() {
    return loops.stream().filter(MemoryLoop::hasWork).toList();
  }

  private void awaitQuiet() {
    try {
      if (!activity.awaitQuiet(System.nanoTime() + PATIENCE)) {
        throw new AssertionError("The event loops of the in-memory transport don't become quiet");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the event loops were busy", e);
    }
  }

  /**
   * Runs until quiet, and moves the time on. A timer may fire up to 50 milliseconds or 2 % late, as
   * {@link dev.weir.spi.transport.LoopTimer} says: advance by so much more than its time.
   */
  public void advance(Duration duration) {
    run();
    driving.lock();
    try {
      long target = clock.nanoTime() + duration.toNanos();
      while (clock.nanoTime() < target) {
        clock.moveTo(Math.min(target, nextEvent()));
        loops.forEach(loop -> loop.tryExecute(() -> {}));
        run();
      }
    } finally {
      driving.unlock();
    }
  }

  private long nextEvent() {
    List<Long> timers = new ArrayList<>();
    for (MemoryLoop loop : loops) {
      loop.tryExecute(() -> {
        synchronized (timers) {
          timers.add(loop.nextTimer());
        }
      });
    }
    run();
    synchronized (timers) {
      return timers.stream().reduce(clock.next(), Math::min);
    }
  }

  /** The time, as {@link System#nanoTime}. */
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

  /** Waits for something of a client, under its lock; false if it doesn't happen. */
  boolean await(Object client, BooleanSupplier done) {
    requireOffLoop();
    long deadline = System.nanoTime() + PATIENCE;
    try {
      while (true) {
        if (!options.withThreads()) {
          run();
        }
        synchronized (client) {
          if (done.getAsBoolean()) {
            return true;
          }
          long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
          if (options.withThreads() && left > 0) {
            client.wait(left);
            continue;
          }
        }
        if (options.withThreads() || !activity.awaitWork(deadline)) {
          return false;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for the server", e);
    }
  }

  private void requireOffLoop() {
    if (loops.stream().anyMatch(MemoryLoop::inLoop)) {
      throw new IllegalStateException("An event loop can't wait for itself");
    }
  }

  // ---- For the parts of the transport.

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

  void open(MemoryClient client, ConnectionAcceptor acceptor) {
    MemoryLoop loop = loops.get(Math.floorMod(nextLoop.getAndIncrement(), loops.size()));
    try {
      loop.execute(() -> new MemoryConnection(client, loop).open(acceptor, this));
    } catch (RejectedExecutionException e) {
      client.closedByServer(true);
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
        ? bind(listen, acceptor)
        : TlsBinding.listen(
            tls,
            acceptor,
            new TlsBinding.Surroundings(
                loops.getFirst(), Runnable::run, JdkTlsEngines::new, limits),
            secured -> bind(listen, secured));
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
    requireOffLoop();
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
      turnAll(); // by hand, or never started
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
