package dev.weir.core.websocket;

import dev.weir.Dispatch;
import dev.weir.core.dispatch.ClientPlaces;
import dev.weir.core.dispatch.SerialTask;
import dev.weir.core.dispatch.WorkRunner;
import dev.weir.core.door.DoorSetup;
import dev.weir.internal.WebSocketPlan;
import dev.weir.spi.transport.CloseCause;
import dev.weir.websocket.WebSocketMessage;
import dev.weir.websocket.WebSocketMessageHandler;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Runs the handler off the event loop. In blocking style its thread is there as long as the
 * WebSocket; with callbacks, while messages are.
 */
final class QueuedMessages extends SerialTask implements MessageRunner {
  private final WebSocketStream stream;
  private final WebSocketPlan.Use use;
  private final WorkRunner work;
  private final boolean handshakeOnLoop;
  private final Inbox inbox;

  /** Of the client, as long as a handler in blocking style is there. */
  private ClientPlaces.@Nullable Client place;

  // Of the thread that runs, and of the next one after it.
  private @Nullable WebSocketMessageHandler handler;

  QueuedMessages(WebSocketStream stream, WebSocketPlan.Use use, DoorSetup setup, Inbox inbox) {
    super(
        setup.work(),
        use instanceof WebSocketPlan.Blocking ? Dispatch.VIRTUAL_THREAD : setup.dispatch(),
        stream.loop());
    this.stream = stream;
    this.use = use;
    this.work = setup.work();
    this.handshakeOnLoop = setup.dispatch() == Dispatch.EVENT_LOOP;
    this.inbox = inbox;
  }

  @Override
  public boolean admits(SocketAddress client) {
    if (use instanceof WebSocketPlan.Messages) {
      return true; // which has a place only while it handles what came
    }
    // Off the loop the handshake was let in by the same limit, and perhaps has its place still.
    ClientPlaces.Client known = work.client(client);
    place = handshakeOnLoop ? known.tryTake() : known.take();
    if (place == null) {
      retire();
    }
    return place != null;
  }

  private void leave() {
    if (place != null) {
      place.giveBack();
    }
  }

  @Override
  public boolean accept(WebSocketMessage message) {
    return inbox.offer(message);
  }

  @Override
  public void batchEnded() {
    if (use instanceof WebSocketPlan.Messages && !inbox.isEmpty()) {
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
    leave();
    if (use instanceof WebSocketPlan.Blocking) {
      stream.view().close();
    } else {
      batchEnded(); // a message that came between the last look and the rest
    }
  }

  @Override
  protected void failed(Throwable failure) {
    leave();
    stream.handlerFailedOffLoop(failure);
  }

  /** It is told of the stream's end. */
  @Override
  protected boolean isOver() {
    return false;
  }

  @Override
  protected void refused() {
    leave();
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
