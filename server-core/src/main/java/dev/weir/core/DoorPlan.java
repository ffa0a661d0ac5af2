package dev.weir.core;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.core.udp.UdpDoorBuilder;
import dev.weir.middleware.Middleware;
import dev.weir.spi.protocol.Protocol;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A door as the builder's caller described it, before anything is checked or opened. */
sealed interface DoorPlan {
  /** The name in logs and messages. */
  String name();

  /** Where it listens. */
  Listen listen();

  /** {@code http}, {@code tcp} or {@code udp}. */
  String kind();

  /**
   * A door for connections.
   *
   * @param protocol gives the protocol for where the door listens at last, or throws a {@link
   *     dev.weir.StartException}
   * @param middleware the door's own, as far as connections see it; the outermost first
   * @param composed the part of it that the core composes around the protocol: all, but for HTTP,
   *     whose routes do it themselves
   * @param dispatch the thread of its handlers
   * @param limits from the server's limits to the door's
   */
  record Streams(
      String name,
      Listen listen,
      String kind,
      Function<Listen, Protocol> protocol,
      List<Middleware> middleware,
      List<Middleware> composed,
      Dispatch dispatch,
      UnaryOperator<Limits> limits)
      implements DoorPlan {
    /** The same, listening as {@code other} says. */
    Streams at(Listen other) {
      return new Streams(name, other, kind, protocol, middleware, composed, dispatch, limits);
    }
  }

  /** A door for datagrams. */
  record Datagrams(String name, Listen listen, UdpDoorBuilder door) implements DoorPlan {
    @Override
    public String kind() {
      return "udp";
    }
  }
}
