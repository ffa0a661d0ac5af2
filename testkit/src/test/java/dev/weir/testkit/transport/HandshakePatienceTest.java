package dev.weir.testkit.transport;

import static dev.weir.testkit.transport.HandshakeDrainCompliance.PATIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Limits;
import dev.weir.spi.transport.CloseCause;
import dev.weir.testkit.memory.MemoryOptions;
import dev.weir.testkit.memory.MemoryUnderTest;
import dev.weir.testkit.transport.HandshakeCompliance.Secured;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Who stands still in a handshake for too long, and who is in time; in memory, where time stands
 * still until it is moved.
 */
class HandshakePatienceTest {
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

  @Test
  void aClientThatStandsStillMakesRoomForOneThatWaits() throws Exception {
    TransportUnderTest memory = new MemoryUnderTest(MemoryOptions.threaded());
    Limits limits =
        Limits.defaults()
            .with(Limits.MAX_HANDSHAKES, 1)
            .with(Limits.HANDSHAKE_TIMEOUT, Duration.ofSeconds(80));
    try (Secured server = Secured.start(memory, limits, HandshakeCompliance.echoing());
        TlsPeer half = server.client().over(ShapedPeer.fallingSilent(server.raw()))) {
      Served holding = server.harness().next();
      half.awaitHandshake(); // on this side
      server.harness().pass(Duration.ofSeconds(25));
      assertThat(holding.isEnded()).as("cut, and nobody wanted its place").isFalse();
      try (TlsPeer second = server.connect()) {
        server.harness().settle(server.harness().next().loop()); // it waits
        assertThat(second.isShaken()).isFalse();
        server.harness().pass(Duration.ofSeconds(11));
        HandshakeCompliance.echo(second, "hello");
      }
      assertThat(holding.awaitEnd()).isEqualTo(CloseCause.TIMED_OUT);
    }
  }
}
