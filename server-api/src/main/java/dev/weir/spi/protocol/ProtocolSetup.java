package dev.weir.spi.protocol;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.MediaType;
import dev.weir.TypeOf;
import dev.weir.annotation.Preview;
import dev.weir.codec.Codec;
import dev.weir.middleware.Level;
import dev.weir.middleware.Middleware;
import java.util.List;

/** What a door's surroundings offer to its protocol, once, at start. */
@Preview
public interface ProtocolSetup {
  /** The door's name. */
  String door();

  /** The limits of the door. */
  Limits limits();

  /** The thread of the door's handlers. */
  Dispatch dispatch();

  /** The middleware of server and door, the outermost first. */
  List<Middleware> middleware();

  /**
   * Wraps a handler in what the middleware does at that level.
   *
   * @throws dev.weir.StartException if middleware that may block wraps it on the event loop
   */
  default <H> H compose(Level<H> level, H innermost) {
    H handler = innermost;
    for (Middleware middleware : middleware().reversed()) {
      handler = middleware.level(level, handler);
    }
    return handler;
  }

  /** The codecs found, the preferred first. */
  List<Codec> codecs();

  /**
   * The codec of a media type.
   *
   * @throws dev.weir.StartException if none was found, naming those that were
   */
  Codec codec(MediaType type);

  /**
   * An object given to {@link dev.weir.ServerBuilder#state}.
   *
   * @throws dev.weir.StartException if there is none of that type
   */
  <T> T state(TypeOf<T> type);
}
