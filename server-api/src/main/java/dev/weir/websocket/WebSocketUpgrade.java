package dev.weir.websocket;

import dev.weir.http.Problem;
import dev.weir.http.Request;
import dev.weir.internal.WebSocketEngine;
import dev.weir.internal.WebSocketPlan;
import dev.weir.spi.protocol.ProtocolSetup;
import dev.weir.spi.protocol.UpgradeProtocol;

/** Hands a request for a WebSocket to the core's engine. */
record WebSocketUpgrade(WebSocketPlan plan, OriginPolicy origins) implements UpgradeProtocol {
  @Override
  public String token() {
    return "websocket";
  }

  @Override
  public Decision accept(Request request, ProtocolSetup route) {
    if (!(route instanceof WebSocketEngine engine)) {
      throw new IllegalStateException("The core of " + route.door() + " has no WebSockets");
    }
    if (!origins.allows(request)) {
      throw Problem.of(
              403, "WebSockets from pages of " + request.header("origin") + " aren't taken")
          .toException();
    }
    return engine.accept(request, plan);
  }
}
