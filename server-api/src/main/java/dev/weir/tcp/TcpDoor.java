package dev.weir.tcp;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.MediaType;
import dev.weir.TypeOf;
import dev.weir.annotation.Stable;
import dev.weir.middleware.Middleware;
import dev.weir.spi.protocol.Protocol;
import java.util.function.Function;

/** What a TCP door does with its connections: exactly one of the five ways. */
@Stable
public interface TcpDoor {
  /** Blocking style: a virtual thread per connection; when the handler returns, it is closed. */
  TcpDoor blocking(TcpHandler handler);

  /** A callback per frame. One session's frames are handled one at a time, in order. */
  TcpDoor frames(Framing framing, FrameHandler handler);

  /**
   * As {@link #frames}, with a handler per session, for those that keep state. The function is
   * called once for each session, as it opens and before its first frame, on the thread of the
   * handlers; so it may send a greeting. Middleware is composed once for all of them.
   */
  TcpDoor sessions(Framing framing, Function<Session, FrameHandler> sessions);

  /**
   * Typed messages: each frame is decoded and encoded by the codec of a media type. A frame that
   * the codec can't read ends its session.
   */
  <I, O> TcpDoor messages(
      Framing framing,
      MediaType mediaType,
      TypeOf<I> incoming,
      TypeOf<O> outgoing,
      MessageHandler<I, O> handler);

  /** As {@link #messages}, for classes without type parameters. */
  default <I, O> TcpDoor messages(
      Framing framing,
      MediaType mediaType,
      Class<I> incoming,
      Class<O> outgoing,
      MessageHandler<I, O> handler) {
    return messages(framing, mediaType, TypeOf.of(incoming), TypeOf.of(outgoing), handler);
  }

  /** A protocol of one's own, or a plugin's. */
  TcpDoor protocol(Protocol protocol);

  /** Adds middleware, the first one outermost, inside of the server's. */
  TcpDoor middleware(Middleware... middleware);

  /** The thread of the handlers; not for {@link #blocking}. */
  TcpDoor dispatch(Dispatch dispatch);

  /** The limits of this door, over those of the server. */
  TcpDoor limits(Limits limits);
}
