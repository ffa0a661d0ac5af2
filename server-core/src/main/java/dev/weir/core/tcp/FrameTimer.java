package dev.weir.core.tcp;

import dev.weir.core.stream.Activity;
import dev.weir.spi.transport.LoopTimer;
import java.io.IOException;

/**
 * Watches a session's two times: how long nothing may come inside a frame, and how long nothing may
 * come or go at all. On the event loop.
 *
 * <p>A stream keeps bytes back until the decoder can do something with them, so while a frame is
 * incomplete this looks several times within the limit whether more of it has come.
 */
final class FrameTimer {
  /** A limit is held to this part of it. */
  private static final int LOOKS = 8;

  private final FrameStream stream;
  private final Activity activity;
  private final long idleNanos;
  private final long progressNanos;
  private final LoopTimer timer;
  private long lastProgress;
  private boolean watchesFrame;
  private boolean looking;

  FrameTimer(FrameStream stream, FrameDoor door, Activity activity) {
    this.stream = stream;
    this.activity = activity;
    this.idleNanos = door.idleLimit().toNanos();
    this.progressNanos = door.progressLimit().toNanos();
    this.timer = stream.loop().newTimer(this::timeUp);
    this.lastProgress = stream.loop().nanoTime();
    timer.arm(idleNanos);
  }

  /** Input was looked at; {@code fresh} if there was more of it than the last time. */
  void inputTaken(boolean fresh) {
    if (fresh) {
      lastProgress = stream.loop().nanoTime();
    }
    boolean looked = looking;
    looking = false;
    if (!stream.isAwaitingRest()) {
      return; // the timer finds out for itself
    }
    long waited = stream.loop().nanoTime() - lastProgress;
    if (looked && waited >= progressNanos) {
      stream.timedOut(
          new IOException(
              "No byte came for " + progressNanos / 1_000_000_000 + " s in the middle of a frame"));
    } else if (!watchesFrame || looked) {
      watchesFrame = true;
      timer.arm(Math.min(progressNanos / LOOKS, idleNanos));
    }
  }

  /** Reading goes on after a pause, for which the peer isn't to blame. */
  void resumed() {
    lastProgress = stream.loop().nanoTime();
  }

  void cancel() {
    timer.cancel();
  }

  private void timeUp() {
    if (stream.isAwaitingRest()) {
      looking = true;
      stream.look();
      return;
    }
    watchesFrame = false;
    long quiet = activity.quietNanos();
    if (quiet >= idleNanos && stream.isQuiet()) {
      stream.timedOut(
          new IOException("No byte came or went for " + idleNanos / 1_000_000_000 + " s"));
    } else {
      timer.arm(Math.max(idleNanos - quiet, idleNanos / LOOKS));
    }
  }
}
