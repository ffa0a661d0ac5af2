package dev.weir.core.websocket;

import dev.weir.Dispatch;
import dev.weir.core.dispatch.Task;
import dev.weir.core.dispatch.WorkRunner;
import dev.weir.core.door.DoorSetup;
import dev.weir.internal.WebSocketPlan;
import dev.weir.spi.transport.CloseCause;
import dev.weir.websocket.WebSocketMessage;
import dev.weir.websocket.WebSocketMessageHandler;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the handler off the event loop. In blocking style its thread is there as long as the
 * WebSocket; with callbacks, while messages are.
 *
 * <pre>
 *          the opening, or a message                 a place and a thread
 *   IDLE ----------------------------> WAITING ---------------------------> RUNNING
 *     ^                                                                        |
 *     +-------------------- callbacks, and the queue is empty -----------------+
 * </pre>
 */
final class QueuedMessages implements MessageRunner {
  private enum State {
    IDLE,
    WAITING,
    RUNNING,
    ENDED
  }

  private final WebSocketStream stream;
  private final WebSocketPlan.Use use;
  private final WorkRunner work;
  private final Dispatch dispatch;
  private final Inbox inbox;
  private final Object lock = new Object();

  // Guarded by the lock.
  private State state = State.IDLE;

  // Of the thread that runs, and of the next one after it.
  private @Nullable WebSocketMessageHandler handler;

  QueuedMessages(WebSocketStream stream, WebSocketPlan.Use use, DoorSetup setup, Inbox inbox) {
    this.stream = stream;
    this.use = use;
    this.work = setup.work();
    this.dispatch =
        use instanceof WebSocketPlan.Blocking ? Dispatch.VIRTUAL_THREAD : setup.dispatch();
    this.inbox = inbox;
  }

  @Override
  public void start() {
    synchronized (lock) {
      if (state != State.IDLE) {
        return;
      }
      state = State.WAITING;
    }
    if (!work.tryEnter()) {
      work.enterWhenFree(this::enter);
    } else if (!enter()) {
      work.leave();
    }
  }

  @Override
  public boolean accept(WebSocketMessage message) {
    return inbox.offer(message);
  }

  @Override
  public void batchEnded() {
    if (!inbox.isEmpty()) {
      start();
    }
  }

  /** There is a place; false if it isn't needed any more. Any thread. */
  private boolean enter() {
    synchronized (lock) {
      if (state == State.ENDED) {
        return false;
      }
      state = State.RUNNING;
    }
    try {
      work.start(dispatch, stream.loop(), new Run());
      return true;
    } catch (RejectedExecutionException e) {
      end();
      stream.abort(CloseCause.SHUTDOWN);
      return false;
    }
  }

  private final class Run extends Task {
    @Override
    protected void run() {
      handle();
    }
  }

  /** The handler's thread. */
  private void handle() {
    Throwable failure = null;
    try {
      switch (use) {
        case WebSocketPlan.Blocking(var blocking) -> {
          blocking.handle(stream.view());
          end();
        }
        case WebSocketPlan.Messages messages -> handleAll(messages);
      }
    } catch (Throwable e) {
      failure = e;
      end();
    }
    work.leave();
    if (failure != null) {
      stream.handlerFailedOffLoop(failure);
    } else if (use instanceof WebSocketPlan.Blocking) {
      stream.view().close();
    } else {
      goOnIfMoreCame();
    }
  }

  private void handleAll(WebSocketPlan.Messages messages) throws Exception {
    WebSocketMessageHandler made = handler;
    if (made == null) {
      made = WebSocketStream.handlerOf(messages, stream.view());
      handler = made;
    }
    for (WebSocketMessage next = inbox.poll(); next != null; next = inbox.poll()) {
      made.handle(stream.view(), next);
    }
  }

  private void goOnIfMoreCame() {
    synchronized (lock) {
      if (state == State.RUNNING) {
        state = State.IDLE;
      }
    }
    batchEnded(); // a message that came between the last look and this
  }

  private void end() {
    synchronized (lock) {
      state = State.ENDED;
    }
    inbox.drop();
  }

  @Override
  public void inputOver() {
    inbox.end();
  }

  @Override
  public void inputLost(IOException why) {
    inbox.fail(why);
  }

  @Override
  public boolean isBusy() {
    return inbox.isBusy();
  }

  @Override
  public void ended(IOException why) {
    inbox.fail(why);
    if (use instanceof WebSocketPlan.Messages) {
      end();
    }
  }
}
