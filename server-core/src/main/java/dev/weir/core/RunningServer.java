package dev.weir.core;

import dev.weir.Door;
import dev.weir.Server;
import dev.weir.ServerStatus;
import dev.weir.ShutdownReport;
import dev.weir.tls.UnusableCertificateException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

/** A server from its start to its end. */
final class RunningServer implements Server {
  private final List<Door> doors;
  private final ServerParts parts;
  private final Shutdown shutdown;

  RunningServer(ServerParts parts) {
    this.doors = parts.doors().stream().map(OpenDoor::door).toList();
    this.parts = parts;
    this.shutdown = new Shutdown(parts);
  }

  String transportDescription() {
    return parts.transport().description();
  }

  void shutDownOnSignal() {
    SignalHook hook = SignalHook.install(shutdown);
    var unused = shutdown.done().thenRun(hook::remove);
  }

  @Override
  public List<Door> doors() {
    return doors;
  }

  @Override
  public boolean isReady() {
    return !shutdown.hasBegun();
  }

  @Override
  public ServerStatus status() {
    return new ServerStatus(
        isReady(),
        parts.permits().usage(),
        parts.workers().inFlight(),
        parts.doors().stream().map(OpenDoor::status).toList());
  }

  @Override
  public void reloadCertificates() throws UnusableCertificateException {
    UnusableCertificateException failure = null;
    for (OpenDoor.Streams door : parts.streamDoors()) {
      try {
        door.binding().reloadCertificates();
      } catch (UnusableCertificateException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public ShutdownReport shutdown() {
    refuseOwnThreads("shutdown()");
    shutdown.begin();
    return awaitEnd();
  }

  @Override
  public ShutdownReport shutdownNow() {
    refuseOwnThreads("shutdownNow()");
    shutdown.cut();
    return awaitEnd();
  }

  @Override
  public ShutdownReport awaitTermination() throws InterruptedException {
    try {
      return shutdown.done().get();
    } catch (ExecutionException | CancellationException e) {
      throw new IllegalStateException("The shutdown always completes", e);
    }
  }

  /** Waits for the end; an interrupt makes it come at once. */
  private ShutdownReport awaitEnd() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return awaitTermination();
        } catch (InterruptedException e) {
          interrupted = true;
          shutdown.cut();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The shutdown waits for these threads: to wait for it on one of them would be a deadlock. */
  private void refuseOwnThreads(String method) {
    boolean own =
        parts.transport().loops().stream().anyMatch(loop -> loop.inLoop())
            || parts.workers().isOwnThread();
    if (own) {
      throw new IllegalStateException(
          "Server."
              + method
              + " waits for handlers, and so can't be called by one: call it on another thread,"
              + " as with Thread.startVirtualThread(server::"
              + method.replace("()", "")
              + ")");
    }
  }
}
