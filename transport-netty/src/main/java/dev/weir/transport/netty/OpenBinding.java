package dev.weir.transport.netty;

import java.util.concurrent.CompletionStage;

/** Something bound, for the transport to close at its end. */
interface OpenBinding {
  /** Closes it without serving what waits. */
  CompletionStage<Void> closeNow();
}
