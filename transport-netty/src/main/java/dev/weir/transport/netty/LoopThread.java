package dev.weir.transport.netty;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.ThreadFactory;

/** Netty's event loop, telling where a turn begins and where its input and output are through. */
final class LoopThread extends SingleThreadIoEventLoop {
  /** What is told, on the loop. */
  interface Turns {
    /** Before the wait for events. */
    void waiting();

    /** After the events. */
    void eventsHandled();
  }

  private final Turns turns;

  LoopThread(String name, IoHandlerFactory ioHandlers, Turns turns) {
    super(null, (ThreadFactory) task -> new FastThreadLocalThread(task, name), ioHandlers);
    this.turns = turns;
  }

  /** Nobody suspends it: else Netty reads the clock twice a turn to know how busy it is. */
  @Override
  protected boolean isSuspensionSupported() {
    return false;
  }

  @Override
  protected int runIo() {
    turns.waiting();
    int handled = super.runIo();
    turns.eventsHandled();
    return handled;
  }
}
