package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.Listen;
import dev.weir.spi.transport.Binding;
import dev.weir.testkit.transport.Harness.Pair;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Binding and accepting. */
interface AcceptCompliance extends TransportFixture {
  @Test
  default void theAddressHasTheRealPort() throws Exception {
    try (Harness harness = Harness.start(newTransport(), Script.echo());
        Pair pair = harness.connect()) {
      InetSocketAddress address =
          assertInstanceOf(InetSocketAddress.class, harness.binding().address());
      assertNotEquals(0, address.getPort());
      assertEquals(address, pair.served().connection().localAddress());
      assertInstanceOf(InetSocketAddress.class, pair.served().connection().remoteAddress());
    }
  }

  @Test
  default void anAddressInUseIsNamed() throws Exception {
    try (Harness harness = Harness.start(newTransport(), Script.echo())) {
      InetSocketAddress taken = (InetSocketAddress) harness.address();
      IOException refused =
          assertThrows(
              IOException.class, () -> harness.transport().listen(Listen.on(taken), harness));
      assertTrue(
          String.valueOf(refused.getMessage()).contains(String.valueOf(taken.getPort())),
          () -> "The address isn't named: " + refused);
    }
  }

  @Test
  default void manyConnectionsAreServedAtOnce() throws Exception {
    try (Harness harness = Harness.start(newTransport(), Script.echo())) {
      List<Pair> pairs = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        pairs.add(harness.connect());
      }
      for (Pair pair : pairs) {
        pair.write("hello");
      }
      for (Pair pair : pairs) {
        assertEquals("hello", pair.read(5));
        pair.close();
      }
      for (Pair pair : pairs) {
        assertEquals("FINISHED", pair.served().awaitEnd().kind().name());
      }
    }
  }

  @Test
  default void aPermitIsTakenBeforeEachAcceptAndAcceptingGoesOnWhenThereIsOne() throws Exception {
    try (Harness harness = Harness.startWithPermits(newTransport(), Script.echo(), 2)) {
      List<Peer> peers = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        Peer peer = harness.dial();
        peer.write(new byte[] {(byte) i});
        peers.add(peer);
      }
      for (int i = 0; i < 2; i++) {
        assertEquals(i, peers.get(i).readExactly(1)[0]);
      }
      assertEquals(2, harness.acceptedCount());
      assertEquals(0, harness.permits());
      harness.binding().resumeAccepting(); // without need
      harness.addPermits(1);
      assertEquals(2, peers.get(2).readExactly(1)[0]);
      assertEquals(3, harness.acceptedCount());
      harness.addPermits(10);
      assertEquals(3, peers.get(3).readExactly(1)[0]);
      assertEquals(4, peers.get(4).readExactly(1)[0]);
      assertEquals(5, harness.acceptedCount());
      for (Peer peer : peers) {
        peer.close();
      }
    }
  }

  @Test
  default void permitsForWhichNoConnectionCameAreGivenBack() throws Exception {
    try (Harness harness = Harness.startWithPermits(newTransport(), Script.echo(), 100)) {
      for (int i = 0; i < 10; i++) {
        try (Pair pair = harness.connect()) {
          pair.write("a");
          assertEquals("a", pair.read(1));
        }
      }
      harness.binding().close().toCompletableFuture().join();
      assertEquals(90, harness.permits());
    }
  }

  @Test
  default void closingABindingServesWhatItsBacklogHolds() throws Exception {
    try (Harness harness = Harness.startWithPermits(newTransport(), Script.echo(), 1);
        Pair first = harness.connect()) {
      first.write("x");
      assertEquals("x", first.read(1));
      List<Peer> waiting = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        Peer peer = harness.dial();
        peer.write(new byte[] {(byte) i});
        waiting.add(peer);
      }
      assertEquals(1, harness.acceptedCount());
      harness.grantSilently(5);
      harness.binding().close().toCompletableFuture().join();
      for (int i = 0; i < 5; i++) {
        assertEquals(i, waiting.get(i).readExactly(1)[0]);
        waiting.get(i).close();
      }
      first.write("y");
      assertEquals("y", first.read(1), "connections stay when their binding closes");
      assertThrows(IOException.class, harness::dial);
    }
  }

  @Test
  default void aBindingClosesOnceAndItsAddressIsFreeThen() throws Exception {
    try (Harness harness = Harness.start(newTransport(), Script.echo())) {
      harness.binding().close().toCompletableFuture().join();
      harness.binding().close().toCompletableFuture().join();
      harness.binding().resumeAccepting(); // harmless
      Binding again = harness.transport().listen(Listen.on(harness.address()), harness);
      assertEquals(harness.address(), again.address());
      again.close().toCompletableFuture().join();
    }
  }

  @Test
  default void anAcceptorThatThrowsLosesThatConnectionOnly() throws Exception {
    try (Harness harness = Harness.startWithPermits(newTransport(), Script.echo(), 10)) {
      harness.failNextAccept();
      try (Peer peer = harness.dial()) {
        assertThrows(IOException.class, () -> exchange(peer));
      }
      try (Pair pair = harness.connect()) {
        pair.write("a");
        assertEquals("a", pair.read(1));
        assertEquals(1, harness.acceptedCount());
      }
    }
  }

  private static void exchange(Peer peer) throws IOException {
    peer.write(new byte[1]);
    if (peer.read(new byte[1]) < 0) {
      throw new IOException("FIN");
    }
  }
}
