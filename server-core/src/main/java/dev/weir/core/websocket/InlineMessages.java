package dev.weir.core.websocket;

import dev.weir.internal.WebSocketPlan;
import dev.weir.websocket.WebSocketMessage;
import dev.weir.websocket.WebSocketMessageHandler;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Runs the handler on the event loop, as the messages come. */
final class InlineMessages implements MessageRunner {
  private final WebSocketStream stream;
  private final WebSocketPlan.Messages use;
  private @Nullable WebSocketMessageHandler handler;
  private boolean over;

  InlineMessages(WebSocketStream stream, WebSocketPlan.Messages use) {
    this.stream = stream;
    this.use = use;
  }

  @Override
  public boolean admits(SocketAddress client) {
    return true; // it takes no place
  }

  @Override
  public void start() {
    if (handler == null && !over) {
      try {
        handler = WebSocketStream.handlerOf(use, stream.view());
      } catch (Throwable e) {
        over = true;
        stream.handlerFailed(e);
      }
    }
  }

  @Override
  public boolean accept(WebSocketMessage message) {
    start();
    WebSocketMessageHandler made = handler;
    if (made != null && !over) {
      try {
        made.handle(stream.view(), message);
      } catch (Throwable e) {
        over = true;
        stream.handlerFailed(e);
      }
    }
    return true;
  }

  @Override
  public void batchEnded() {}

  @Override
  public void inputOver() {}

  @Override
  public void inputLost(IOException why) {}

  @Override
  public boolean isBusy() {
    return false;
  }

  @Override
  public void ended(IOException why) {
    over = true;
  }
}
