package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.spi.transport.CloseCause;
import dev.weir.testkit.transport.HandshakeCompliance.Secured;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Output that has to wait, encrypted and in clear, for a client that reads late. */
interface SecureOutputCompliance extends SecureFixture {
  /** More than a server holds of it, its system's buffers included. */
  int MUCH = 24 << 20;

  @Test
  default void whatComesBackToAClientThatReadsLateIsWhole() throws Exception {
    try (Secured server = Secured.start(transportInClear(), HandshakeCompliance.echoing());
        TlsPeer peer = server.connect()) {
      Served served = echoLate(server, peer, () -> {});
      peer.finish();
      assertEquals(-1, peer.read(new byte[1]));
      assertEquals(CloseCause.FINISHED, served.awaitEnd());
    }
  }

  @Test
  default void aClientThatHasFinishedBeforeItReadsGetsTheWhole() throws Exception {
    try (Secured server = Secured.start(transportInClear(), HandshakeCompliance.echoing());
        TlsPeer peer = server.connect()) {
      server.harness().assumeHalfClose();
      Served served = echoLate(server, peer, peer::finish);
      assertEquals(-1, peer.read(new byte[1]));
      assertEquals(CloseCause.FINISHED, served.awaitEnd());
    }
  }

  private static Served echoLate(Secured server, TlsPeer peer, Background.Work afterwards)
      throws Exception {
    HandshakeCompliance.echo(peer, "hello");
    Served served = server.harness().next();
    byte[] sent = new byte[MUCH];
    new Random(3).nextBytes(sent);
    Background writer =
        Background.run(() -> {
          peer.write(sent);
          afterwards.run();
        });
    while (!served.onLoop(() -> served.stream().isReadingPaused())) {
      server.harness().settle(served.loop());
    }
    assertArrayEquals(sent, peer.readExactly(sent.length));
    writer.await();
    return served;
  }
}
