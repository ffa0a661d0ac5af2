package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.weir.testkit.transport.HandshakeCompliance.Secured;
import org.junit.jupiter.api.Test;

/** As {@link TlsFloodCompliance}, what TLS 1.2 has to make a server busy with nothing. */
interface Tls12FloodCompliance extends FloodFixture {
  /** Far more than may come in a row. */
  int MANY = 10_000;

  /** As a client with AES-CBC sends ahead of its records, and some more. */
  int A_FEW = 20;

  @Test
  default void aClientOfTls12MadeByHandIsServed() throws Exception {
    try (Secured server = Secured.start(transportInClear(), HandshakeCompliance.echoing());
        HandmadeTls12 client = new HandmadeTls12(server.raw())) {
      for (int i = 0; i < 5; i++) { // only those in a row count
        client.flood(ClientMessages.APPLICATION_DATA, new byte[0], A_FEW);
        client.send(ClientMessages.APPLICATION_DATA, new byte[] {1, 2, 3});
        assertArrayEquals(new byte[] {1, 2, 3}, client.read());
      }
    }
  }

  @Test
  default void emptyRecordsOfTls12EndTheConnection() throws Exception {
    assertEndedBy(ClientMessages.APPLICATION_DATA);
  }

  @Test
  default void warningsOfTls12EndTheConnection() throws Exception {
    byte userCanceled = 90; // RFC 5246, section 7.2.2
    assertEndedBy(ClientMessages.ALERT, (byte) 1, userCanceled);
  }

  @Test
  default void refusalsToRenegotiateOfTls12EndTheConnection() throws Exception {
    byte noRenegotiation = 100; // nobody has asked for it
    assertEndedBy(ClientMessages.ALERT, (byte) 1, noRenegotiation);
  }

  private void assertEndedBy(int type, byte... content) throws Exception {
    assertEnded(HandmadeTls12::new, client -> client.flood(type, content, MANY));
  }
}
