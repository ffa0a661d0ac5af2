package dev.weir.testkit.transport;

import static dev.weir.testkit.transport.HandshakeDrainCompliance.PATIENT;

import dev.weir.testkit.memory.MemoryOptions;
import dev.weir.testkit.memory.MemoryUnderTest;
import dev.weir.testkit.transport.HandshakeCompliance.Secured;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Who is in time when accepting ends; in memory, where time stands still until it is moved. */
class HandshakeDrainTest {
  @Test
  void aHandshakeThatGoesOnIsFinishedAfterAcceptingHasEnded() throws Exception {
    TransportUnderTest memory = new MemoryUnderTest(MemoryOptions.threaded());
    try (Secured server = Secured.start(memory, PATIENT, HandshakeCompliance.echoing());
        HeldPeer held = new HeldPeer(server.raw());
        TlsPeer peer = server.client().over(held)) {
      Served served = server.harness().next();
      held.awaitHeld(); // the last flight of the handshake
      HandshakeDrainCompliance.stopAccepting(server, served);
      server.harness().pass(Duration.ofMillis(500));
      held.release();
      HandshakeCompliance.echo(peer, "hello");
    }
  }

  @Test
  void aClientThatSpokeJustBeforeIsServed() throws Exception {
    TransportUnderTest memory = new MemoryUnderTest(MemoryOptions.threaded());
    try (Secured server = Secured.start(memory, PATIENT, HandshakeCompliance.echoing());
        Peer raw = server.raw()) {
      Served served = server.harness().next();
      HandshakeDrainCompliance.stopAccepting(server, served);
      server.harness().pass(Duration.ofMillis(20));
      try (TlsPeer peer = server.client().over(raw)) {
        HandshakeCompliance.echo(peer, "hello");
      }
    }
  }
}
