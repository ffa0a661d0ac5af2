package dev.weir.udp;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.annotation.Stable;
import dev.weir.middleware.Middleware;
import java.util.function.Consumer;

/** What a UDP door does with its datagrams. */
@Stable
public interface UdpDoor {
  /** A handler for each datagram. */
  UdpDoor datagrams(DatagramHandler handler);

  /** Gives a sender once the door is bound, to send without being asked; on an event loop. */
  UdpDoor onOpen(Consumer<DatagramSender> listener);

  /** Adds middleware, the first one outermost, inside of the server's. */
  UdpDoor middleware(Middleware... middleware);

  /** The thread of the handlers. */
  UdpDoor dispatch(Dispatch dispatch);

  /** The limits of this door, over those of the server. */
  UdpDoor limits(Limits limits);
}
