package dev.weir.core.routing;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.MediaType;
import dev.weir.TypeOf;
import dev.weir.codec.Codec;
import dev.weir.core.dispatch.WorkRunner;
import dev.weir.core.door.DoorSetup;
import dev.weir.core.door.MessageChain;
import dev.weir.core.stream.LoopClocks;
import dev.weir.core.websocket.Handshake;
import dev.weir.http.Request;
import dev.weir.internal.WebSocketEngine;
import dev.weir.internal.WebSocketPlan;
import dev.weir.middleware.Level;
import dev.weir.middleware.Middleware;
import dev.weir.spi.protocol.UpgradeProtocol;
import java.util.List;

/**
 * What surrounds one route: that of its door, but for what the route has of its own. Protocols in
 * which a stream goes on are bound to it.
 *
 * @param middleware all around the route, the outermost first
 * @param webSocketLoops those that have WebSockets of the route
 */
record RouteSetup(
    DoorSetup around,
    Limits limits,
    Dispatch dispatch,
    List<Middleware> middleware,
    LoopClocks webSocketLoops)
    implements DoorSetup, WebSocketEngine {
  RouteSetup(DoorSetup around, Limits limits, Dispatch dispatch, List<Middleware> middleware) {
    this(around, limits, dispatch, middleware, new LoopClocks());
  }

  @Override
  public UpgradeProtocol.Decision accept(Request request, WebSocketPlan plan) {
    return Handshake.accept(this, webSocketLoops, request, plan);
  }

  @Override
  public String door() {
    return around.door();
  }

  @Override
  public <H> H compose(Level<H> level, H innermost) {
    return MessageChain.compose(this, innermost, (wraps, next) -> wraps.level(level, next));
  }

  @Override
  public List<Codec> codecs() {
    return around.codecs();
  }

  @Override
  public Codec codec(MediaType type) {
    return around.codec(type);
  }

  @Override
  public <T> T state(TypeOf<T> type) {
    return around.state(type);
  }

  @Override
  public WorkRunner work() {
    return around.work();
  }

  @Override
  public boolean strictReturns() {
    return around.strictReturns();
  }
}
