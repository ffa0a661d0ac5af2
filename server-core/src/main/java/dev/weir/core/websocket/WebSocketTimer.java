package dev.weir.core.websocket;

import dev.weir.Limits;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.LoopTimer;
import dev.weir.websocket.WebSocketEnd;
import java.io.IOException;

/**
 * Watches the times of a WebSocket: how long nothing may come inside of a message; how long nothing
 * may come at all, half of which it takes for a ping to be sent; how long closing may take. On the
 * event loop.
 */
final class WebSocketTimer {
  private static final long NONE = Long.MAX_VALUE;

  private final WebSocketStream owner;
  private final EventLoop loop;
  private final long idleNanos;
  private final long progressNanos;
  private final long closeNanos;
  private final LoopTimer timer;
  private long lastInput;
  private boolean pinged;
  private long closingSince = NONE;

  WebSocketTimer(WebSocketStream owner, Limits limits) {
    this.owner = owner;
    this.loop = owner.loop();
    this.idleNanos = limits.get(Limits.SESSION_IDLE_TIMEOUT).toNanos();
    this.progressNanos = limits.get(Limits.PROGRESS_TIMEOUT).toNanos();
    this.closeNanos = limits.get(Limits.CLOSE_TIMEOUT).toNanos();
    this.lastInput = loop.nanoTime();
    this.timer = loop.newTimer(this::timeUp);
    arm(0);
  }

  /** Something came, or could come again only now. */
  void touched() {
    lastInput = loop.nanoTime();
    pinged = false;
  }

  /** Closing has begun, or goes on to its second half. */
  void closing() {
    closingSince = loop.nanoTime();
    timer.arm(closeNanos);
  }

  void cancel() {
    timer.cancel();
  }

  /** For the next moment at which something may be due, if nothing comes until then. */
  private void arm(long quiet) {
    long due = (pinged ? idleNanos : idleNanos / 2) - quiet;
    timer.arm(Math.max(1, Math.min(due, progressNanos)));
  }

  private void timeUp() {
    long now = loop.nanoTime();
    if (closingSince == NONE) {
      look(now);
    } else if (now - closingSince >= closeNanos) {
      owner.closingTookTooLong();
    } else {
      timer.arm(closeNanos - (now - closingSince));
    }
  }

  private void look(long now) {
    if (owner.isPaused()) {
      touched();
    }
    long quiet = now - lastInput;
    if (owner.isInMessage() && quiet >= progressNanos) {
      stalled(progressNanos, "in the middle of a message");
      return;
    }
    if (quiet >= idleNanos) {
      stalled(idleNanos, "nor an answer to a ping");
      return;
    }
    if (quiet >= idleNanos / 2 && !pinged) {
      pinged = true;
      owner.sendPing();
    }
    arm(quiet);
  }

  private void stalled(long nanos, String where) {
    String what = "Nothing came for " + nanos / 1_000_000_000 + " s, " + where;
    owner.fail(WebSocketEnd.GOING_AWAY, what, new IOException(what));
  }
}
