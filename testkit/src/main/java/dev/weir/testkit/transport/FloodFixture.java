package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.spi.transport.CloseCause;
import dev.weir.testkit.transport.HandshakeCompliance.Secured;
import java.io.IOException;
import java.security.GeneralSecurityException;

/** What the tests of floods have in common, whatever version of TLS the client speaks. */
interface FloodFixture extends SecureFixture {
  /** How a client shakes hands. */
  @FunctionalInterface
  interface Handshake<C extends HandmadeClient> {
    C over(Peer raw) throws IOException, GeneralSecurityException;
  }

  /** What a client does once its handshake is over. */
  @FunctionalInterface
  interface Attack<C extends HandmadeClient> {
    void run(C client) throws IOException, GeneralSecurityException;
  }

  /** It ends the client that attacks, and harms nobody else. */
  default <C extends HandmadeClient> void assertEnded(Handshake<C> handshake, Attack<C> attack)
      throws Exception {
    try (Secured server = Secured.start(transportInClear(), HandshakeCompliance.echoing());
        Peer raw = server.raw()) {
      C client = handshake.over(raw);
      client.send(ClientMessages.APPLICATION_DATA, new byte[] {1});
      assertArrayEquals(new byte[] {1}, client.read());
      try {
        attack.run(client);
      } catch (IOException e) {
        // It has been ended before all was sent.
      }
      assertThrows(IOException.class, () -> readOn(client));
      raw.reset();
      assertEquals(CloseCause.Kind.FAILED, server.harness().next().awaitEnd().kind());
      try (TlsPeer other = server.connect()) {
        HandshakeCompliance.echo(other, "hello");
      }
    }
  }

  private static void readOn(HandmadeClient client) throws IOException, GeneralSecurityException {
    while (true) {
      var unused = client.read();
    }
  }
}
