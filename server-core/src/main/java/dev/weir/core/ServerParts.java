package dev.weir.core;

import dev.weir.Limits;
import dev.weir.core.connection.OpenConnections;
import dev.weir.core.dispatch.LoopWatchdog;
import dev.weir.core.dispatch.Workers;
import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.Transport;
import java.util.List;

/** What a running server is made of. */
record ServerParts(
    Transport transport,
    List<Binding> bindings,
    List<OpenDatagramDoor> datagramDoors,
    OpenConnections connections,
    Workers workers,
    LoopWatchdog watchdog,
    Limits limits) {}
