package dev.weir.core;

import dev.weir.Limits;
import dev.weir.codec.Codec;
import dev.weir.core.door.States;
import dev.weir.middleware.Middleware;
import dev.weir.spi.transport.TransportProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that the code said of a server. Null is what it left to configuration or discovery.
 *
 * @param limits those that the code set
 */
record ServerPlan(
    ClassLoader classLoader,
    List<DoorPlan> doors,
    List<Middleware> middleware,
    List<Codec> codecs,
    States states,
    Map<String, String> config,
    Limits limits,
    @Nullable String transportName,
    @Nullable TransportProvider transport,
    @Nullable Path configFile,
    @Nullable Boolean strictReturns,
    @Nullable Boolean shutdownOnSignal) {}
