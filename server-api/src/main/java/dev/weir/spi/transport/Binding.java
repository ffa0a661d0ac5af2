package dev.weir.spi.transport;

import dev.weir.annotation.Preview;
import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;

/** A bound stream address. Methods may be called from any thread. */
@Preview
public interface Binding {
  /** The address that was bound, with the real port. */
  SocketAddress address();

  /** Accepting goes on, after a permit was refused and has become free. Without need, harmless. */
  void resumeAccepting();

  /**
   * Accepts what the backlog holds, permits allowing, then closes the socket. Connections stay. A
   * second call gives the same stage.
   *
   * @return completed once the socket is closed
   */
  CompletionStage<Void> close();
}
