package dev.weir.transport.netty;

import dev.weir.spi.transport.BusyPoll;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One of Netty's handlers that looks at its sockets before it sleeps: {@link BusyPoll}. */
final class BusyPollHandler implements IoHandler {
  private final IoHandler handler;
  private final BusyPoll busyPoll;
  private final LongSupplier timeOfTurn;
  private @Nullable WithoutWaiting looking; // made once, as a loop has one context

  /**
   * @param timeOfTurn told as soon as somebody asks, so not before what ended the wait
   */
  BusyPollHandler(IoHandler handler, BusyPoll busyPoll, LongSupplier timeOfTurn) {
    this.handler = handler;
    this.busyPoll = busyPoll;
    this.timeOfTurn = timeOfTurn;
  }

  static IoHandlerFactory newFactory(
      IoHandlerFactory handlers, int busyPollMicros, LongSupplier timeOfTurn) {
    return new IoHandlerFactory() {
      @Override
      public IoHandler newHandler(ThreadAwareExecutor executor) {
        return new BusyPollHandler(
            handlers.newHandler(executor),
            new BusyPoll(busyPollMicros, System::nanoTime),
            timeOfTurn);
      }

      @Override
      public boolean isChangingThreadSupported() {
        return handlers.isChangingThreadSupported();
      }
    };
  }

  @Override
  public int run(IoHandlerContext context) {
    if (!context.canBlock()) {
      return handler.run(context);
    }
    int handled = busyPoll.begins() ? look(context) : 0;
    if (handled == 0) {
      handled = handler.run(context); // which waits unless a task has come
    }
    busyPoll.ended(timeOfTurn.getAsLong());
    return handled;
  }

  private int look(IoHandlerContext context) {
    IoHandlerContext withoutWaiting = withoutWaiting(context);
    int handled;
    do {
      handled = handler.run(withoutWaiting);
    } while (handled == 0 && context.canBlock() && busyPoll.goesOn());
    return handled;
  }

  private WithoutWaiting withoutWaiting(IoHandlerContext context) {
    WithoutWaiting made = looking;
    if (made == null || made.context() != context) {
      made = new WithoutWaiting(context);
      looking = made;
    }
    return made;
  }

  @Override
  public void initialize() {
    handler.initialize();
  }

  @Override
  public void prepareToDestroy() {
    handler.prepareToDestroy();
  }

  @Override
  public void destroy() {
    handler.destroy();
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return handler.register(handle);
  }

  @Override
  public void wakeup() {
    handler.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return handler.isCompatible(handleType);
  }

  /** What a handler is given that is to report what is ready, and not to wait. */
  private record WithoutWaiting(IoHandlerContext context) implements IoHandlerContext {
    @Override
    public boolean canBlock() {
      return false;
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
      return 0;
    }

    @Override
    public long deadlineNanos() {
      return context.deadlineNanos();
    }

    @Override
    public boolean shouldReportActiveIoTime() {
      return context.shouldReportActiveIoTime();
    }

    @Override
    public void reportActiveIoTime(long activeNanos) {
      context.reportActiveIoTime(activeNanos);
    }
  }
}
