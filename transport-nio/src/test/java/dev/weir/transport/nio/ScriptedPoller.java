package dev.weir.transport.nio;

import dev.weir.transport.nio.socket.Pollable;
import dev.weir.transport.nio.socket.Poller;
import dev.weir.transport.nio.socket.ReadyListener;
import dev.weir.transport.nio.socket.Registration;
import dev.weir.transport.nio.socket.Selectable;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A poller that never waits: each poll does what the test's script has for it. */
final class ScriptedPoller implements Poller {
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private final ReadyListener listener;
  private final ArrayDeque<Runnable> script;

  ScriptedPoller(ReadyListener listener, List<Runnable> script) {
    this.listener = listener;
    this.script = new ArrayDeque<>(script);
  }

  /** What the loop asked of it, in order, and what the test noted. */
  List<String> log() {
    return List.copyOf(log);
  }

  void note(String what) {
    log.add(what);
  }

  /** A socket is found ready. */
  void ready(Selectable selectable) {
    listener.ready(selectable, true, false);
  }

  @Override
  public void poll(long nanos) {
    note(nanos == 0 ? "look" : nanos == Long.MAX_VALUE ? "sleep" : "sleep until a timer");
    script.remove().run();
  }

  @Override
  public void wakeup() {
    note("wakeup");
  }

  @Override
  public void renew() {
    note("renew");
  }

  @Override
  public Registration register(Pollable socket, Selectable selectable) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<Selectable> registered() {
    return List.of();
  }

  @Override
  public void close() {}
}
