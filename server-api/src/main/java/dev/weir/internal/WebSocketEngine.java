package dev.weir.internal;

import dev.weir.annotation.Internal;
import dev.weir.http.Request;
import dev.weir.spi.protocol.UpgradeProtocol;

/** What the core's surroundings of a route can do beside the contract: WebSockets. */
@Internal
public interface WebSocketEngine {
  /**
   * Takes up a handshake (RFC 6455, section 4.2) of an origin that is allowed.
   *
   * @throws dev.weir.http.ProblemException if the request isn't a handshake
   */
  UpgradeProtocol.Decision accept(Request request, WebSocketPlan plan);
}
