package dev.weir.core.http1;

import dev.weir.core.http.ExchangeWire.UpgradeOutcome;
import dev.weir.core.http.ResponseHead;
import dev.weir.http.ClientGoneException;
import dev.weir.http.Problem;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.protocol.ProtocolContext;
import java.io.IOException;

/**
 * An answer by which the connection goes on in another protocol, while the rest of its request
 * comes. One of its ends is called, once, on the loop.
 */
record PendingUpgrade(
    Http1Wire wire, ResponseHead head, Protocol.StreamOpener successor, UpgradeOutcome outcome) {
  /** All of the request has come. */
  void switchProtocols(ProtocolContext context) {
    wire.switchProtocols(head);
    outcome.told(head.status(), null);
    context.handOver(successor);
  }

  /** The rest of the request was refused, and the client was told. */
  void refused(Problem problem) {
    outcome.told(problem.status(), new IOException(problem.detail()));
  }

  void lost(ClientGoneException gone) {
    outcome.told(0, gone);
  }
}
