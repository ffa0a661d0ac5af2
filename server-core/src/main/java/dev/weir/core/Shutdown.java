package dev.weir.core;

import dev.weir.Limits;
import dev.weir.Server;
import dev.weir.ShutdownReport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a server, in this order: readiness false, a grace time, accepting stops and the
 * backlog is served, peers are told, what runs may finish, what still runs is cut; then pools, then
 * loops. On a thread of its own, so that who asked for it may wait, be interrupted, or go away.
 */
final class Shutdown {
  private static final Logger LOGGER = LoggerFactory.getLogger(Server.class);

  /** For what was cut to notice it: user code that is interrupted, sockets that close. */
  private static final Duration CUT_TIME = Duration.ofSeconds(1);

  /** For the backlog to be accepted: some thousand system calls at most. */
  private static final Duration BACKLOG_TIME = Duration.ofSeconds(5);

  private final ServerParts parts;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch cutRequested = new CountDownLatch(1);
  private final CompletableFuture<ShutdownReport> done = new CompletableFuture<>();

  Shutdown(ServerParts parts) {
    this.parts = parts;
  }

  /** Begins, unless it has begun. Any thread; returns at once. */
  void begin() {
    if (begun.compareAndSet(false, true)) {
      // Not a daemon: the JVM is to wait for it.
      Thread.ofPlatform().name("weir-shutdown").start(this::run);
    }
  }

  /** Ends all waiting: what still runs is cut now. Any thread; returns at once. */
  void cut() {
    cutRequested.countDown();
    parts.workers().signal();
    begin();
  }

  boolean hasBegun() {
    return begun.get();
  }

  /** Completed at the end, always normally. */
  CompletableFuture<ShutdownReport> done() {
    return done;
  }

  private boolean isCut() {
    return cutRequested.getCount() == 0;
  }

  private void run() {
    long began = System.nanoTime();
    long finished = 0;
    long cut = 0;
    try {
      grace();
      parts.workers().countEnds();
      stopAccepting();
      if (!drain()) {
        // An HTTP/1.1 connection and its handler are one piece of work and counted in both.
        cut = Math.max(parts.workers().running(), parts.connections().count());
      }
      finished = parts.workers().ended();
      if (cut > 0) {
        cutWhatRuns(cut);
      }
      step("datagram sockets", this::closeDatagramDoors);
    } catch (RuntimeException | Error e) {
      LOGGER.error("Shutdown failed on its way; what is left is closed now", e);
    } finally {
      step("worker threads", parts.workers()::close);
      step("watchdog", parts.watchdog()::close);
      step("transport", parts.transport()::close);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      LOGGER.info("Ended after {} ms: {} finished, {} cut", took.toMillis(), finished, cut);
      done.complete(new ShutdownReport(finished, cut, took));
    }
  }

  private void grace() {
    Duration grace = parts.limits().get(Limits.SHUTDOWN_GRACE);
    LOGGER.info(
        "Shutting down: {} connections open, {} handlers running, grace time {}",
        parts.connections().count(),
        parts.workers().running(),
        Limits.SHUTDOWN_GRACE.format(grace));
    try {
      if (cutRequested.await(grace.toNanos(), TimeUnit.NANOSECONDS)) {
        LOGGER.info("Cut on demand");
      }
    } catch (InterruptedException e) {
      // Nobody has a hand on this thread but the JVM; take it as a wish to be quick.
      cutRequested.countDown();
    }
  }

  private void stopAccepting() {
    parts.datagramDoors().forEach(door -> step("datagram door", () -> drain(door)));
    CompletableFuture<Void> closed =
        all(parts.streamDoors().stream().map(door -> door.binding().close()));
    signalAfter(closed);
    if (!await(() -> closed.isDone() || isCut(), System.nanoTime() + BACKLOG_TIME.toNanos())) {
      LOGGER.warn("Accepting hasn't stopped in time; connections are drained all the same");
    }
    if (closed.isCompletedExceptionally()) {
      LOGGER.warn("A listening socket couldn't be closed", closed.exceptionNow());
    }
  }

  /** Its handlers are waited for with all others, and can still send meanwhile. */
  private static void drain(OpenDoor.Datagrams door) {
    var unused = door.service().drain();
  }

  /** Whether all has ended by itself. */
  private boolean drain() {
    CompletableFuture<Void> told =
        parts.connections().drain(parts.transport().loops()).toCompletableFuture();
    signalAfter(told);
    // Only once the loops were told is everything that they had accepted counted.
    BooleanSupplier quiet =
        () -> told.isDone() && parts.connections().count() == 0 && parts.workers().running() == 0;
    await(() -> quiet.getAsBoolean() || isCut(), deadline());
    return quiet.getAsBoolean();
  }

  private void cutWhatRuns(long count) {
    LOGGER.warn("Cutting what still runs: {}", count);
    step("connections", () -> signalAfter(parts.connections().abort(parts.transport().loops())));
    parts.workers().interruptAll();
    if (!await(
        () -> parts.connections().count() == 0 && parts.workers().running() == 0,
        System.nanoTime() + CUT_TIME.toNanos())) {
      LOGGER.warn(
          "{} handlers ignore their interrupt, and are left behind", parts.workers().running());
    }
  }

  private void closeDatagramDoors() {
    CompletableFuture<Void> closed =
        all(parts.datagramDoors().stream().map(door -> door.binding().close()));
    signalAfter(closed);
    await(closed::isDone, System.nanoTime() + CUT_TIME.toNanos());
  }

  private long deadline() {
    return System.nanoTime() + parts.limits().get(Limits.SHUTDOWN_TIMEOUT).toNanos();
  }

  private boolean await(BooleanSupplier condition, long deadlineNanos) {
    return parts.workers().await(condition, deadlineNanos);
  }

  private void signalAfter(CompletionStage<Void> stage) {
    var unused = stage.whenComplete((nothing, failure) -> parts.workers().signal());
  }

  private static CompletableFuture<Void> all(Stream<CompletionStage<Void>> stages) {
    return CompletableFuture.allOf(
        stages.map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new));
  }

  private static void step(String what, Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      LOGGER.error("Closing the {} failed", what, e);
    }
  }
}
