package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.Limits;
import dev.weir.spi.transport.CloseCause;
import dev.weir.testkit.transport.HandshakeCompliance.Secured;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Records that cost who sends them next to nothing: who sends many is ended, and harms nobody. */
interface TlsFloodCompliance extends FloodFixture {
  /** More than any engine takes in a row. */
  int MANY = 200;

  private void assertEnded(Attack<HandmadeTls> attack) throws Exception {
    assertEnded(HandmadeTls::new, attack);
  }

  @Test
  default void aClientMadeByHandIsServed() throws Exception {
    try (Secured server = Secured.start(transportInClear(), HandshakeCompliance.echoing());
        HandmadeTls client = new HandmadeTls(server.raw())) {
      for (int i = 0; i < 3; i++) {
        client.updateKeys(true);
        client.send(ClientMessages.APPLICATION_DATA, new byte[] {1, 2, 3});
        assertArrayEquals(new byte[] {1, 2, 3}, client.read());
      }
    }
  }

  @Test
  default void emptyRecordsEndTheConnection() throws Exception {
    assertEnded(client -> client.flood(ClientMessages.APPLICATION_DATA, new byte[0], MANY));
  }

  @Test
  default void recordsOfOneByteAreTaken() throws Exception {
    int count = 5_000;
    try (Secured server = Secured.start(transportInClear(), HandshakeCompliance.echoing());
        HandmadeTls client = new HandmadeTls(server.raw())) {
      Background sender =
          Background.run(
              () -> client.flood(ClientMessages.APPLICATION_DATA, new byte[] {7}, count));
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      while (all.size() < count) {
        all.writeBytes(client.read());
      }
      sender.await();
      byte[] expected = new byte[count];
      Arrays.fill(expected, (byte) 7);
      assertArrayEquals(expected, all.toByteArray());
    }
  }

  @Test
  default void updatesOfKeysThatAskForNoneEndTheConnection() throws Exception {
    assertEnded(client -> {
      for (int i = 0; i < MANY; i++) {
        client.updateKeys(false);
      }
    });
  }

  @Test
  default void updatesOfKeysThatAskForOthersEndTheConnection() throws Exception {
    assertEnded(client -> {
      for (int i = 0; i < MANY; i++) {
        client.updateKeys(true);
      }
    });
  }

  @Test
  default void warningsEndTheConnection() throws Exception {
    byte[] userCanceled = {1, 90}; // RFC 8446, section 6.1
    assertEnded(client -> client.flood(ClientMessages.ALERT, userCanceled, MANY));
  }

  @Test
  default void partsOfAMessageThatNeverEndsEndTheConnection() throws Exception {
    assertEnded(client -> {
      client.send(ClientMessages.HANDSHAKE, new byte[] {24, (byte) 0xff, (byte) 0xff, (byte) 0xff});
      client.flood(ClientMessages.HANDSHAKE, new byte[] {0}, MANY);
    });
  }

  @Test
  default void aSecondHandshakeEndsTheConnection() throws Exception {
    assertEnded(
        client -> client.send(ClientMessages.HANDSHAKE, ClientMessages.message(1, new byte[40])));
  }

  @Test
  default void recordsInClearAfterTheHandshakeEndTheConnection() throws Exception {
    assertEnded(
        client -> client.sendInClear(ClientMessages.CHANGE_CIPHER_SPEC, new byte[] {1}, MANY));
  }

  @Test
  default void aHelloInRecordsOfOneByteIsTaken() throws Exception {
    try (Secured server = Secured.start(transportInClear(), HandshakeCompliance.echoing());
        HandmadeTls client =
            new HandmadeTls(server.raw(), "localhost".getBytes(StandardCharsets.US_ASCII), 1)) {
      client.send(ClientMessages.APPLICATION_DATA, new byte[] {1});
      assertArrayEquals(new byte[] {1}, client.read());
    }
  }

  @Test
  default void recordsThatSayNothingEndTheHandshake() throws Exception {
    byte[] hello = HandmadeTls.hello("localhost".getBytes(StandardCharsets.US_ASCII));
    byte[] changeOfCiphers =
        ClientMessages.inClear(ClientMessages.CHANGE_CIPHER_SPEC, new byte[] {1});
    byte[] changes = repeated(changeOfCiphers, 1_000);
    Limits patient = Limits.defaults().with(Limits.HANDSHAKE_TIMEOUT, Duration.ofHours(1));
    try (Secured server =
            Secured.start(transportInClear(), patient, HandshakeCompliance.echoing());
        Peer raw = server.raw()) {
      raw.write(hello);
      Background sender =
          Background.run(() -> {
            for (int i = 0; i < 100; i++) {
              raw.write(changes);
            }
          });
      readOn(raw);
      raw.reset();
      sender.awaitAny();
      assertEquals(CloseCause.Kind.FAILED, server.harness().next().awaitEnd().kind());
    }
  }

  private static byte[] repeated(byte[] record, int count) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      all.writeBytes(record);
    }
    return all.toByteArray();
  }

  /** Up to the end, of whatever kind. */
  private static void readOn(Peer raw) {
    try {
      var unused = raw.readToEnd();
    } catch (IOException e) {
      // A reset is an end, too.
    }
  }

  @Test
  default void hostsThatAreNoneAreRefusedAndHarmNobody() throws Exception {
    byte[][] hosts = {
      new byte[0],
      {0},
      "a\0b".getBytes(StandardCharsets.US_ASCII),
      {(byte) 0xff, (byte) 0xfe},
      "..".getBytes(StandardCharsets.US_ASCII),
      "a.".getBytes(StandardCharsets.US_ASCII),
      "x".repeat(300).getBytes(StandardCharsets.US_ASCII),
      "y.".repeat(4_000).getBytes(StandardCharsets.US_ASCII),
      new byte[60_000],
    };
    try (Secured server = Secured.start(transportInClear(), HandshakeCompliance.echoing())) {
      int refused = 0;
      for (byte[] host : hosts) {
        try (Peer raw = server.raw()) {
          Served served = server.harness().next();
          try {
            HandmadeTls client = new HandmadeTls(raw, host, 1 << 14);
            client.send(ClientMessages.APPLICATION_DATA, new byte[] {1});
            assertArrayEquals(new byte[] {1}, client.read());
          } catch (IOException e) {
            refused++;
            raw.reset();
            assertEquals(CloseCause.Kind.FAILED, served.awaitEnd().kind());
          }
        }
      }
      assertEquals(hosts.length, refused);
      try (TlsPeer other = server.connect()) {
        HandshakeCompliance.echo(other, "hello");
      }
    }
  }
}
