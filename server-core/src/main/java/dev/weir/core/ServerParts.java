package dev.weir.core;

import dev.weir.Limits;
import dev.weir.core.connection.ConnectionPermits;
import dev.weir.core.connection.OpenConnections;
import dev.weir.core.dispatch.LoopWatchdog;
import dev.weir.core.dispatch.Workers;
import dev.weir.spi.transport.Transport;
import java.util.List;

/**
 * What a running server is made of.
 *
 * @param doors in the order of the builder
 */
record ServerParts(
    Transport transport,
    List<OpenDoor> doors,
    ConnectionPermits permits,
    OpenConnections connections,
    Workers workers,
    LoopWatchdog watchdog,
    Limits limits) {
  ServerParts {
    doors = List.copyOf(doors);
  }

  List<OpenDoor.Streams> streamDoors() {
    return doors(OpenDoor.Streams.class);
  }

  List<OpenDoor.Datagrams> datagramDoors() {
    return doors(OpenDoor.Datagrams.class);
  }

  private <D extends OpenDoor> List<D> doors(Class<D> kind) {
    return doors.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
