package dev.weir.core.tcp;

import dev.weir.core.door.DoorSetup;
import dev.weir.core.door.MessageChain;
import dev.weir.middleware.Middleware;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.protocol.ProtocolSetup;
import dev.weir.tcp.FrameHandler;
import dev.weir.tcp.Framing;
import dev.weir.tcp.Session;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sessions of frames, each handled by a callback. */
final class FrameProtocol implements Protocol {
  private final Framing framing;
  private final FrameHandler innermost;
  private final @Nullable Function<Session, FrameHandler> sessions;

  /** One handler for all sessions. */
  FrameProtocol(Framing framing, FrameHandler handler) {
    this.framing = framing;
    this.innermost = handler;
    this.sessions = null;
  }

  /** A handler for each session. */
  FrameProtocol(Framing framing, Function<Session, FrameHandler> sessions) {
    this.framing = framing;
    this.innermost = FrameDoor.TO_OWN_HANDLER;
    this.sessions = sessions;
  }

  @Override
  public String name() {
    return "frames";
  }

  @Override
  public StreamOpener bind(ProtocolSetup setup) {
    DoorSetup core = (DoorSetup) setup; // the core binds its own protocols
    FrameHandler chain = MessageChain.compose(setup, innermost, Middleware::frames);
    FrameDoor door = FrameDoor.of(core, framing, chain, sessions);
    return context -> {
      FrameStream opened = new FrameStream(context, door);
      if (sessions != null) {
        // Not from here: the stream has no handler yet, and the session may want to send.
        context.stream().loop().execute(opened::start);
      }
      return opened;
    };
  }
}
