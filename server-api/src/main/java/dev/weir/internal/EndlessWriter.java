package dev.weir.internal;

import dev.weir.annotation.Internal;
import dev.weir.http.BodySink;
import dev.weir.http.BodyWriter;
import dev.weir.spi.transport.EventLoop;

/**
 * A writer whose body has no end of its own: the core interrupts it when nobody wants more of it,
 * and then it returns.
 */
@Internal
public interface EndlessWriter extends BodyWriter {
  /**
   * As {@link BodyWriter#write}.
   *
   * @param loop of the stream, whose timers and conditions are to be used
   */
  void write(BodySink sink, EventLoop loop) throws Exception;

  @Override
  default void write(BodySink sink) throws Exception {
    throw new UnsupportedOperationException("It is written with the stream's loop at hand");
  }
}
