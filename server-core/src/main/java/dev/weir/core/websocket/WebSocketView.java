package dev.weir.core.websocket;

import dev.weir.core.stream.EndCallbacks;
import dev.weir.core.stream.LoopClocks;
import dev.weir.core.stream.WriteGate;
import dev.weir.http.Request;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.websocket.BlockingWebSocket;
import dev.weir.websocket.WebSocketClosedException;
import dev.weir.websocket.WebSocketEnd;
import dev.weir.websocket.WebSocketMessage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The handler's side of a WebSocket. */
final class WebSocketView implements BlockingWebSocket {
  private final WebSocketStream owner;
  private final ByteStream stream;
  private final Request request;
  private final String subprotocol;
  private final WebSocketOutput output;
  private final WriteGate gate;
  private final Inbox inbox;
  private final LoopClocks loops;
  private final EndCallbacks<WebSocketEnd> ends;

  WebSocketView(
      WebSocketStream owner,
      ByteStream stream,
      Opening opening,
      WebSocketOutput output,
      Inbox inbox) {
    this.owner = owner;
    this.stream = stream;
    this.request = opening.request();
    this.subprotocol = opening.subprotocol();
    this.output = output;
    this.gate = new WriteGate(stream);
    this.ends = new EndCallbacks<>(stream.loop().offLoop(), "weir-websocket-end");
    this.inbox = inbox;
    this.loops = opening.loops();
  }

  @Override
  public Request request() {
    return request;
  }

  @Override
  public String subprotocol() {
    return subprotocol;
  }

  @Override
  public boolean isOpen() {
    return !output.isClosed();
  }

  @Override
  public void send(WebSocketMessage message) throws IOException {
    if (stream.loop().inLoop()) {
      require(output.send(message), null);
      owner.wroteOnLoop();
      return;
    }
    if (!stream.isWritable() && !Thread.currentThread().isVirtual() && loops.inAnyLoop()) {
      // Two loops that wait for each other would do so for ever.
      throw new IllegalStateException(
          "The event loop of another WebSocket can't wait until "
              + this
              + " has room: use offer()");
    }
    try {
      gate.awaitRoom();
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      require(false, e);
    }
    require(output.send(message), null);
  }

  private void require(boolean sent, @Nullable IOException cause) throws IOException {
    if (!sent) {
      WebSocketClosedException closed =
          new WebSocketClosedException(this + " is closed, so nothing can be sent");
      if (cause != null) {
        closed.initCause(cause);
      }
      throw closed;
    }
  }

  @Override
  public boolean offer(WebSocketMessage message) {
    if (!stream.isWritable() || !output.send(message)) {
      return false;
    }
    if (stream.loop().inLoop()) {
      owner.wroteOnLoop();
    }
    return true;
  }

  @Override
  public @Nullable WebSocketMessage receive() throws IOException {
    try {
      return inbox.take();
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      WebSocketClosedException lost = new WebSocketClosedException(this + " was lost");
      lost.initCause(e);
      throw lost;
    }
  }

  @Override
  public void close(int code, String reason) {
    CloseCodes.require(code, reason);
    owner.closeRequested(code, reason);
  }

  @Override
  public void abort() {
    owner.abort(CloseCause.ABORTED);
  }

  @Override
  public void onEnd(Consumer<WebSocketEnd> listener) {
    ends.add(listener);
  }

  /** There is room for output again. */
  void writable() {
    gate.opened();
  }

  /** Nothing can be sent from now on; who waits to, learns why. Any thread. */
  void noMoreSends(IOException why) {
    gate.closed(why);
  }

  void ended(WebSocketEnd end) {
    ends.ended(end);
  }

  @Override
  public String toString() {
    return "WebSocket " + request.connection().id() + " of " + request;
  }
}
