package dev.weir.core.tcp;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.MediaType;
import dev.weir.StartException;
import dev.weir.TypeOf;
import dev.weir.core.door.DoorOptions;
import dev.weir.middleware.Middleware;
import dev.weir.spi.protocol.Protocol;
import dev.weir.tcp.FrameHandler;
import dev.weir.tcp.Framing;
import dev.weir.tcp.MessageHandler;
import dev.weir.tcp.Session;
import dev.weir.tcp.TcpDoor;
import dev.weir.tcp.TcpHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** Collects what a TCP door is to do, and gives the protocol that does it. */
public final class TcpDoorBuilder implements TcpDoor {
  private static final String BLOCKING = "blocking";

  /** A way that was chosen: its method, for messages, and what it does. */
  private record Way(String method, Protocol protocol) {}

  private final String doorName;
  private final List<Way> ways = new ArrayList<>();
  private final DoorOptions options;

  /** A door of which nothing is known yet but its name. */
  public TcpDoorBuilder(String doorName) {
    this.doorName = doorName;
    this.options = new DoorOptions(doorName);
  }

  @Override
  public TcpDoor blocking(TcpHandler handler) {
    Objects.requireNonNull(handler, "handler");
    return way(BLOCKING, new BlockingProtocol(handler));
  }

  @Override
  public TcpDoor frames(Framing framing, FrameHandler handler) {
    Objects.requireNonNull(framing, "framing");
    Objects.requireNonNull(handler, "handler");
    return way("frames", new FrameProtocol(framing, handler));
  }

  @Override
  public TcpDoor sessions(Framing framing, Function<Session, FrameHandler> sessions) {
    Objects.requireNonNull(framing, "framing");
    Objects.requireNonNull(sessions, "sessions");
    return way("sessions", new FrameProtocol(framing, sessions));
  }

  @Override
  public <I, O> TcpDoor messages(
      Framing framing,
      MediaType mediaType,
      TypeOf<I> incoming,
      TypeOf<O> outgoing,
      MessageHandler<I, O> handler) {
    Objects.requireNonNull(framing, "framing");
    Objects.requireNonNull(mediaType, "mediaType");
    Objects.requireNonNull(incoming, "incoming");
    Objects.requireNonNull(outgoing, "outgoing");
    Objects.requireNonNull(handler, "handler");
    return way("messages", new MessageProtocol<>(framing, mediaType, incoming, outgoing, handler));
  }

  @Override
  public TcpDoor protocol(Protocol protocol) {
    return way("protocol", Objects.requireNonNull(protocol, "protocol"));
  }

  private TcpDoor way(String method, Protocol protocol) {
    ways.add(new Way(method, protocol));
    return this;
  }

  @Override
  public TcpDoor middleware(Middleware... added) {
    options.addMiddleware(added);
    return this;
  }

  @Override
  public TcpDoor dispatch(Dispatch newDispatch) {
    options.setDispatch(newDispatch);
    return this;
  }

  @Override
  public TcpDoor limits(Limits newLimits) {
    options.addLimits(newLimits);
    return this;
  }

  /**
   * What the door does.
   *
   * @throws StartException unless exactly one of the ways was chosen, or if limits have no meaning
   *     for a door
   */
  public Protocol protocol() {
    if (ways.isEmpty()) {
      throw new StartException(
          "Door "
              + doorName
              + " does nothing with its connections: choose one of blocking(), frames(),"
              + " sessions(), messages() and protocol()");
    }
    Way chosen = ways.getFirst();
    if (ways.size() > 1) {
      throw new StartException(
          "Door %s is told to do two things with its connections, %s() and %s(): choose one"
              .formatted(doorName, chosen.method, ways.get(1).method));
    }
    if (chosen.method.equals(BLOCKING) && options.dispatch() != Dispatch.VIRTUAL_THREAD) {
      throw new StartException(
          "Door %s is blocking(), which runs on virtual threads and can't run on %s: take the call of dispatch() away"
              .formatted(doorName, options.dispatch()));
    }
    options.requireMeaning();
    return chosen.protocol;
  }

  /** What it was told beside. */
  public DoorOptions options() {
    return options;
  }
}
