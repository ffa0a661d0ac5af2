package dev.weir.core.udp;

import dev.weir.Bytes;
import dev.weir.Dispatch;
import dev.weir.Door;
import dev.weir.DoorStatus;
import dev.weir.DoorStatus.Datagrams.Drop;
import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.core.dispatch.TimeLimit;
import dev.weir.core.dispatch.TimedTask;
import dev.weir.core.dispatch.WorkRunner;
import dev.weir.core.door.DoorSetup;
import dev.weir.core.door.ReasonCounts;
import dev.weir.middleware.DatagramRefusedException;
import dev.weir.spi.transport.DatagramBinding;
import dev.weir.spi.transport.DatagramReceiver;
import dev.weir.spi.transport.EventLoop;
import dev.weir.udp.Datagram;
import dev.weir.udp.DatagramHandler;
import dev.weir.udp.DatagramReply;
import dev.weir.udp.DatagramSender;
import java.io.InterruptedIOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the datagrams of one door. Its life: {@link #bound} once the socket is there, {@link
 * #drain} before it is closed.
 *
 * <p>Nothing is queued: UDP's own answer to overload is loss, and a datagram that waited is often
 * worth nothing any more. So at most {@link Limits#MAX_DATAGRAMS_IN_FLIGHT} are being handled, and
 * what comes beyond that is dropped and counted. A handler that takes longer than {@link
 * Limits#HANDLER_TIMEOUT} is interrupted, and its place is free once it has ended.
 */
public final class UdpService implements DatagramReceiver {
  private static final Logger LOGGER = LoggerFactory.getLogger(UdpService.class);

  private final String door;
  private final Dispatch dispatch;
  private final WorkRunner work;
  private final DatagramHandler handler;
  private final List<Consumer<DatagramSender>> openListeners;
  private final Limits limits;
  private final int maxInFlight;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final LongAdder received = new LongAdder();
  private final ReasonCounts<Drop> dropped = new ReasonCounts<>(Drop.class);
  private final long handlerNanos;
  private final LateHandlers late;
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile boolean draining;
  private volatile @Nullable Socket socket;

  UdpService(
      DoorSetup setup, DatagramHandler handler, List<Consumer<DatagramSender>> openListeners) {
    this.door = setup.door();
    this.dispatch = setup.dispatch();
    this.work = setup.work();
    this.handler = handler;
    this.openListeners = openListeners;
    this.limits = setup.limits();
    this.maxInFlight = limits.get(Limits.MAX_DATAGRAMS_IN_FLIGHT);
    Duration handlerTimeout = limits.get(Limits.HANDLER_TIMEOUT);
    this.handlerNanos = handlerTimeout.toNanos();
    this.late = new LateHandlers(door, handlerTimeout);
  }

  /** The socket is bound: tells who waits for it, on the event loop. To be called once. */
  public void bound(DatagramBinding binding) {
    Socket bound =
        new Socket(binding, new TimeLimit(binding.loop(), handlerNanos), new LongAdder());
    socket = bound;
    for (Consumer<DatagramSender> listener : openListeners) {
      binding
          .loop()
          .execute(() -> {
            try {
              listener.accept(bound);
            } catch (Throwable e) {
              LOGGER.error("A listener for the opening of door {} failed", door, e);
            }
          });
    }
  }

  @Override
  public Limits limits(Limits ofTransport) {
    return limits;
  }

  @Override
  public void received(LentBytes payload, SocketAddress sender) {
    received.increment();
    Socket from = socket;
    if (from == null || draining) { // null: the loop was faster than the one who bound it
      dropped.add(Drop.CLOSED);
    } else if (dispatch == Dispatch.EVENT_LOOP) {
      handleOnLoop(datagram(payload, sender), from);
    } else if (enter()) {
      start(datagram(payload, sender), from);
    } else {
      dropped.add(draining ? Drop.CLOSED : Drop.BUSY);
    }
  }

  private static Datagram datagram(LentBytes payload, SocketAddress sender) {
    return new Datagram(payload.readBytes(payload.remaining()), sender);
  }

  private void start(Datagram datagram, Socket from) {
    Handling handling = new Handling(datagram, from);
    from.timeLimit.begin(handling);
    try {
      work.start(dispatch, from.loop(), handling);
    } catch (RejectedExecutionException e) {
      dropped.add(Drop.BUSY); // the pool is full, or the server has ended
      handling.done();
    }
  }

  private void handleOnLoop(Datagram datagram, Socket from) {
    try {
      handler.handle(datagram, new Reply(from, datagram.sender()));
    } catch (Throwable e) {
      failed(e, datagram.sender());
    }
  }

  private void failed(Throwable failure, SocketAddress sender) {
    switch (failure) {
      case DatagramRefusedException refused -> {
        dropped.add(Drop.MIDDLEWARE);
        LOGGER.debug("Door {} refused a datagram from {}: {}", door, sender, refused.getMessage());
      }
      case InterruptedException _, InterruptedIOException _ ->
          LOGGER.info(
              "The handler of door {} was interrupted with a datagram from {}", door, sender);
      default ->
          LOGGER.error(
              "The handler of door {} failed with a datagram from {}", door, sender, failure);
    }
  }

  private final class Handling extends TimedTask {
    private final Socket from;
    private final SocketAddress sender;
    private @Nullable Datagram datagram;

    Handling(Datagram datagram, Socket from) {
      this.from = from;
      this.sender = datagram.sender();
      this.datagram = datagram;
    }

    @Override
    protected void run() {
      Datagram handled = Objects.requireNonNull(datagram);
      datagram = null; // the time limit keeps this object for a while
      try {
        if (!isLate()) { // it may have waited for its thread too long
          handler.handle(handled, new Reply(from, sender));
        }
      } catch (Throwable e) {
        if (isLate()) {
          LOGGER.debug("Where the handler of door {} was interrupted for its time", door, e);
        } else {
          failed(e, sender);
        }
      } finally {
        done();
      }
    }

    @Override
    protected void timeUp() {
      work.counts().timedOut();
      late.interrupted(sender, from.loop().nanoTime());
    }

    void done() {
      over();
      leave();
    }
  }

  /** Counts first and looks at {@link #draining} then; drain does it the other way round. */
  private boolean enter() {
    if (inFlight.incrementAndGet() > maxInFlight || draining) {
      left();
      return false;
    }
    if (!work.tryEnter()) {
      left();
      return false;
    }
    return true;
  }

  private void leave() {
    work.leave();
    left();
  }

  private void left() {
    if (inFlight.decrementAndGet() == 0 && draining) {
      drained.complete(null);
    }
  }

  /**
   * Takes no more datagrams. What is being handled goes on, and can still answer until the socket
   * is closed.
   *
   * @return completed once nothing is being handled
   */
  public CompletionStage<Void> drain() {
    draining = true;
    if (inFlight.get() == 0) {
      drained.complete(null);
    }
    Map<Drop, Long> lost = dropped();
    if (lost.values().stream().anyMatch(count -> count > 0)) {
      LOGGER.info("Door {} has dropped datagrams in its life: {}", door, lost);
    }
    return drained.minimalCompletionStage();
  }

  /** What the door does now. Any thread. */
  public DoorStatus.Datagrams status(Door of) {
    Socket bound = socket;
    Map<Drop, Long> lost = dropped();
    return new DoorStatus.Datagrams(
        of,
        work.counts().status(),
        received.sum() + lost.getOrDefault(Drop.TOO_LARGE, 0L),
        bound == null ? 0 : bound.sent.sum(),
        lost);
  }

  /** How many were dropped so far, here and by the transport. */
  private Map<Drop, Long> dropped() {
    Map<Drop, Long> lost = dropped.counts();
    Socket bound = socket;
    if (bound != null) {
      lost.put(Drop.TOO_LARGE, bound.binding.oversized());
      lost.put(Drop.UNSENT, bound.binding.unsent());
    }
    return lost;
  }

  /** The bound socket as handlers see it. */
  private record Socket(DatagramBinding binding, TimeLimit timeLimit, LongAdder sent)
      implements DatagramSender {
    EventLoop loop() {
      return binding.loop();
    }

    @Override
    public boolean send(Bytes payload, SocketAddress recipient) {
      boolean taken = binding.send(payload, recipient);
      if (taken) {
        sent.increment();
      }
      return taken;
    }

    @Override
    public SocketAddress localAddress() {
      return binding.address();
    }
  }

  private record Reply(Socket sender, SocketAddress recipient) implements DatagramReply {
    @Override
    public boolean send(Bytes payload) {
      return sender.send(payload, recipient);
    }
  }
}
