package dev.weir.core.websocket;

import dev.weir.core.door.DoorSetup;
import dev.weir.core.stream.LoopClocks;
import dev.weir.http.Request;
import dev.weir.internal.WebSocketPlan;
import org.jspecify.annotations.Nullable;

/**
 * What a WebSocket starts with.
 *
 * @param setup what surrounds its route
 * @param loops those that have WebSockets of the route
 * @param deflation what was agreed on about compression, or null
 */
record Opening(
    DoorSetup setup,
    LoopClocks loops,
    Request request,
    String subprotocol,
    @Nullable Deflation deflation,
    WebSocketPlan.Use use) {}
