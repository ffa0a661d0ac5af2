package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.Limits;
import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.CloseCause;
import dev.weir.testkit.transport.HandshakeCompliance.Secured;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The end of accepting, which is the beginning of a server's: who isn't waited for. */
interface HandshakeDrainCompliance extends SecureFixture {
  /** So that it isn't their deadline that ends handshakes. */
  Limits PATIENT = Limits.defaults().with(Limits.HANDSHAKE_TIMEOUT, Duration.ofHours(1));

  /** Once this has passed, nobody who stands still is left. */
  Duration LONG_ENOUGH = Duration.ofSeconds(2);

  static void stopAccepting(Secured server, Served... waiting) throws Exception {
    Binding binding = server.harness().binding();
    var unused = binding.close().toCompletableFuture().get(20, TimeUnit.SECONDS);
    for (Served each : waiting) {
      server.harness().settle(each.loop()); // it has been told then
    }
  }

  @Test
  default void aClientThatSaysNothingIsClosedWhenAcceptingEnds() throws Exception {
    try (Secured server =
            Secured.start(transportInClear(), PATIENT, HandshakeCompliance.echoing());
        Peer silent = server.raw()) {
      Served waiting = server.harness().next();
      try (TlsPeer busy = server.connect()) {
        HandshakeCompliance.echo(busy, "before");
        stopAccepting(server, waiting);
        server.harness().pass(LONG_ENOUGH);
        assertEquals(0, silent.readToEnd().length);
        silent.finish();
        assertEquals(CloseCause.SHUTDOWN, waiting.awaitEnd());
        HandshakeCompliance.echo(busy, "after");
      }
    }
  }

  @Test
  default void aClientThatStopsHalfWayIsClosedWhenAcceptingEnds() throws Exception {
    try (Secured server =
            Secured.start(transportInClear(), PATIENT, HandshakeCompliance.echoing());
        Peer raw = server.raw();
        TlsPeer half = server.client().over(ShapedPeer.fallingSilent(raw))) {
      Served waiting = server.harness().next();
      half.awaitHandshake(); // on this side: the server waits for the last of it
      stopAccepting(server, waiting);
      server.harness().pass(LONG_ENOUGH);
      assertThrows(IOException.class, () -> half.read(new byte[1]), "an end that isn't TLS's own");
      raw.finish();
      assertEquals(CloseCause.SHUTDOWN, waiting.awaitEnd());
    }
  }

  @Test
  default void acceptingEndsOnce() throws Exception {
    try (Secured server =
        Secured.start(transportInClear(), PATIENT, HandshakeCompliance.echoing())) {
      Binding binding = server.harness().binding();
      assertEquals(binding.close(), binding.close());
      stopAccepting(server);
    }
  }
}
