package dev.weir.core.websocket;

import dev.weir.Dispatch;
import dev.weir.core.dispatch.SerialTask;
import dev.weir.core.door.DoorSetup;
import dev.weir.internal.WebSocketPlan;
import dev.weir.spi.transport.CloseCause;
import dev.weir.websocket.WebSocketMessage;
import dev.weir.websocket.WebSocketMessageHandler;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the handler off the event loop. In blocking style its thread is there as long as the
 * WebSocket; with callbacks, while messages are.
 */
final class QueuedMessages extends SerialTask implements MessageRunner {
  private final WebSocketStream stream;
  private final WebSocketPlan.Use use;
  private final Inbox inbox;

  // Of the thread that runs, and of the next one after it.
  private @Nullable WebSocketMessageHandler handler;

  QueuedMessages(WebSocketStream stream, WebSocketPlan.Use use, DoorSetup setup, Inbox inbox) {
    super(
        setup.work(),
        use instanceof WebSocketPlan.Blocking ? Dispatch.VIRTUAL_THREAD : setup.dispatch(),
        stream.loop());
    this.stream = stream;
    this.use = use;
    this.inbox = inbox;
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

  @Override
  protected boolean work() throws Exception {
    switch (use) {
      case WebSocketPlan.Blocking(var blocking) -> {
        blocking.handle(stream.view());
        retire();
      }
      case WebSocketPlan.Messages messages -> handleAll(messages);
    }
    return false;
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

  @Override
  protected void rested() {
    if (use instanceof WebSocketPlan.Blocking) {
      stream.view().close();
    } else {
      batchEnded(); // a message that came between the last look and the rest
    }
  }

  @Override
  protected void failed(Throwable failure) {
    stream.handlerFailedOffLoop(failure);
  }

  /** It is told of the stream's end. */
  @Override
  protected boolean isOver() {
    return false;
  }

  @Override
  protected void refused() {
    stream.abort(CloseCause.SHUTDOWN);
  }

  @Override
  protected void forget() {
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
      retire();
    }
  }
}
