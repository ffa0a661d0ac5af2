package dev.weir.core.tcp;

import dev.weir.Bytes;

/** Runs the handler on the event loop, as the frames come. */
final class InlineFrames implements FrameRunner {
  private final FrameStream stream;
  private final FrameDoor door;
  private boolean started;

  InlineFrames(FrameStream stream, FrameDoor door) {
    this.stream = stream;
    this.door = door;
  }

  @Override
  public void start() {
    if (!started) {
      started = true;
      try {
        door.open(stream.session());
      } catch (Throwable e) {
        stream.handlerFailed(e);
      }
    }
  }

  @Override
  public boolean accept(Bytes frame) {
    start();
    if (stream.session().isOpen()) {
      try {
        door.chain().handle(stream.session(), frame);
      } catch (Throwable e) {
        stream.handlerFailed(e);
      }
    }
    return true;
  }

  @Override
  public void batchEnded() {}

  @Override
  public boolean isIdle() {
    return true;
  }

  @Override
  public void drop() {}
}
