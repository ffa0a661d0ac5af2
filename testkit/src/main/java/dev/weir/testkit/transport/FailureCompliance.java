package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.LentBytes;
import dev.weir.spi.transport.CloseCause;
import dev.weir.testkit.transport.Harness.Pair;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Ends that nobody asked for: each is told once, with its cause. */
interface FailureCompliance extends TransportFixture {
  @Test
  default void thePeersResetEndsTheConnection() throws Exception {
    try (Harness harness = Harness.start(newTransport(), new Script() {});
        Pair pair = harness.connect()) {
      pair.write("a");
      pair.served().awaitText("a");
      pair.peer().reset();
      assertEquals(CloseCause.Kind.PEER_RESET, pair.served().awaitEnd().kind());
      assertEquals(0, pair.served().ends(), "a reset isn't an end of input");
    }
  }

  @Test
  default void thePeersResetEndsAConnectionThatWrites() throws Exception {
    Script script =
        new Script() {
          @Override
          public void opened(Served served) {
            served.stream().output().write(new byte[WatermarkCompliance.MORE_THAN_FITS]);
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      pair.peer().readExactly(1);
      pair.peer().reset();
      assertEquals(CloseCause.Kind.PEER_RESET, pair.served().awaitEnd().kind());
    }
  }

  @Test
  default void thePeersResetEndsAPausedConnectionAtItsNextWriteAtTheLatest() throws Exception {
    Script script =
        new Script() {
          @Override
          public int input(Served served, LentBytes input) {
            served.stream().pauseReading();
            served.collect(input);
            return 0;
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      pair.write("a");
      pair.served().awaitText("a");
      pair.peer().reset();
      while (!pair.served().isEnded()) {
        pair.served().runOnLoop(() -> pair.served().stream().output().writeByte('x'));
      }
      assertEquals(CloseCause.Kind.PEER_RESET, pair.served().awaitEnd().kind());
    }
  }

  @Test
  default void anExceptionOfInputEndsTheStreamWithIt() throws Exception {
    IllegalStateException thrown = new IllegalStateException("the test's own");
    Script script =
        new Script() {
          @Override
          public int input(Served served, LentBytes input) {
            throw thrown;
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      pair.write("a");
      assertThrows(IOException.class, pair::readToEnd);
      CloseCause cause = pair.served().awaitEnd();
      assertEquals(CloseCause.Kind.FAILED, cause.kind());
      assertSame(thrown, cause.error());
    }
  }

  @Test
  default void anExceptionAtTheEndOfInputEndsTheStreamWithIt() throws Exception {
    IllegalStateException thrown = new IllegalStateException("the test's own");
    Script script =
        new Script() {
          @Override
          public void inputEnded(Served served, LentBytes rest) {
            throw thrown;
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      pair.peer().finish();
      assertSame(thrown, pair.served().awaitEnd().error());
    }
  }

  @Test
  default void anExceptionAtTheEndHarmsNobodyElse() throws Exception {
    Script script =
        new Script() {
          @Override
          public int input(Served served, LentBytes input) {
            served.stream().output().write(input);
            return 0;
          }

          @Override
          public void closed(Served served, CloseCause cause) {
            throw new IllegalStateException("the test's own");
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair first = harness.connect()) {
      first.write("a");
      assertEquals("a", first.read(1));
      first.peer().reset();
      assertEquals(CloseCause.Kind.PEER_RESET, first.served().awaitEnd().kind());
      harness.settle(first.served().loop());
    }
  }

  @Test
  default void theTransportsCloseCutsEveryConnection() throws Exception {
    try (Harness harness = Harness.start(newTransport(), Script.echo())) {
      List<Pair> pairs = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        Pair pair = harness.connect();
        pair.write("a");
        assertEquals("a", pair.read(1));
        pairs.add(pair);
      }
      harness.transport().close();
      for (Pair pair : pairs) {
        assertEquals(CloseCause.SHUTDOWN, pair.served().awaitEnd());
        assertThrows(IOException.class, pair::readToEnd);
        pair.close();
      }
      harness.transport().close(); // does nothing
      assertThrows(IOException.class, () -> reach(harness));
    }
  }

  private static void reach(Harness harness) throws IOException {
    try (Peer peer = harness.dial()) {
      peer.write(new byte[1]);
      peer.readExactly(1);
    }
  }

  @Test
  default void aConnectionThatIsAbortedAsItIsAcceptedOpensNoStream() throws Exception {
    try (Harness harness = Harness.startRefusing(newTransport());
        Pair pair = harness.connect()) {
      assertEquals(CloseCause.ABORTED, pair.served().awaitEnd());
      assertThrows(IllegalStateException.class, () -> pair.served().stream());
      assertThrows(IOException.class, pair::readToEnd);
    }
  }

  @Test
  default void aStreamThatIsAbortedAsItOpensIsToldItsEnd() throws Exception {
    Script script =
        new Script() {
          @Override
          public void opened(Served served) {
            served.stream().abort(CloseCause.ABORTED);
          }

          @Override
          public void closed(Served served, CloseCause cause) {
            served.mark("closed");
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      assertEquals(CloseCause.ABORTED, pair.served().awaitEnd());
      assertEquals("closed", pair.served().text());
    }
  }
}
