package dev.weir.spi.transport;

import dev.weir.annotation.Preview;
import dev.weir.tls.UnusableCertificateException;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.CompletionStage;

/** A bound stream address. Methods may be called from any thread. */
@Preview
public interface Binding {
  /** A transport's own way to bind an address, for the stages that stand in front of protocols. */
  @FunctionalInterface
  interface Listening {
    /** Binds the address, and gives what it accepts to {@code acceptor}. */
    Binding listen(ConnectionAcceptor acceptor) throws IOException;
  }

  /** The address that was bound, with the real port. */
  SocketAddress address();

  /** Accepting goes on, after a permit was refused and has become free. Without need, harmless. */
  void resumeAccepting();

  /**
   * Reads the certificates of its TLS again, for new handshakes; without TLS, nothing is done. It
   * waits for the files.
   *
   * @throws UnusableCertificateException if they can't be used; those in use stay in use
   */
  default void reloadCertificates() throws UnusableCertificateException {}

  /**
   * Accepts what the backlog holds, permits allowing, then closes the socket. Connections stay. A
   * second call gives the same stage.
   *
   * @return completed once the socket is closed
   */
  CompletionStage<Void> close();
}
