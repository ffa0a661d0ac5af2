package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.Bytes;
import dev.weir.LentBytes;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.StreamHandler;
import dev.weir.testkit.transport.Harness.Pair;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Pausing, resuming, and handing over to another handler. */
interface PausingCompliance extends TransportFixture {
  @Test
  default void afterAPauseNoDataCallArrives() throws Exception {
    Script script =
        new Script() {
          @Override
          public int input(Served served, LentBytes input) {
            served.collect(input);
            if (served.collectedCount() == 1) {
              served.stream().pauseReading();
            }
            return 0;
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      Served served = pair.served();
      pair.write("a");
      served.awaitText("a");
      pair.write("bcd");
      pair.peer().finish();
      harness.settle(served.loop());
      assertEquals("a", served.text());
      assertEquals(0, served.ends(), "the end of input was told during the pause");
      assertTrue(served.onLoop(() -> served.stream().isReadingPaused()));
      served.runOnLoop(() -> served.stream().resumeReading());
      served.await("the end of input", () -> served.ends() == 1);
      assertEquals("abcd", served.text());
    }
  }

  @Test
  default void aStreamThatIsPausedAsItOpensReadsNothing() throws Exception {
    Script script =
        new Script() {
          @Override
          public void opened(Served served) {
            served.stream().pauseReading();
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      pair.write("abc");
      harness.settle(pair.served().loop());
      assertEquals("", pair.served().text());
      pair.served().runOnLoop(() -> pair.served().stream().resumeReading());
      pair.served().awaitText("abc");
    }
  }

  @Test
  default void resumingRedeliversWhatIsHeldWithoutNewInput() throws Exception {
    Script script =
        new Script() {
          @Override
          public int input(Served served, LentBytes input) {
            if (served.offered().size() == 1) {
              served.stream().pauseReading();
              return 1_000; // more than there is; resuming asks for what there is
            }
            served.collect(input);
            return 0;
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      pair.write("a");
      pair.served().await("a first call", () -> pair.served().offered().size() == 1);
      harness.settle(pair.served().loop());
      assertEquals("", pair.served().text());
      pair.served().runOnLoop(() -> pair.served().stream().resumeReading());
      pair.served().awaitText("a");
    }
  }

  @Test
  default void resumingRedeliversAlsoIfReadingWasNotPaused() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Script script =
        new Script() {
          @Override
          public int input(Served served, LentBytes input) {
            if (calls.incrementAndGet() == 2) {
              served.collect(input);
            }
            return 0;
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      pair.write("a");
      pair.served().await("a first call", () -> pair.served().offered().size() == 1);
      pair.served().runOnLoop(() -> pair.served().stream().resumeReading());
      pair.served().awaitText("a");
    }
  }

  @Test
  default void everyByteOfAPausedStreamArrivesOneCallAtATime() throws Exception {
    Script script =
        new Script() {
          @Override
          public int input(Served served, LentBytes input) {
            LentBytes first = input.slice(0, 1);
            input.skip(1);
            served.collect(first);
            served.stream().pauseReading();
            served.loop().execute(() -> served.stream().resumeReading());
            return 0;
          }
        };
    String sent = "0123456789".repeat(20);
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      pair.write(sent);
      pair.peer().finish();
      pair.served().awaitText(sent);
      pair.served().await("the end of input", () -> pair.served().ends() == 1);
    }
  }

  @Test
  default void aHandOverGivesTheRestToTheSuccessorAfterTheOldOutput() throws Exception {
    AtomicInteger callsToOld = new AtomicInteger();
    Script script =
        new Script() {
          @Override
          public int input(Served served, LentBytes input) {
            callsToOld.incrementAndGet();
            int end = input.indexOf((byte) '!', 0);
            if (end < 0) {
              return input.remaining() + 1;
            }
            input.skip(end + 1);
            served.stream().output().write(Bytes.utf8("old,"));
            served.stream().handOver(new Successor(served));
            return 0;
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      pair.write("for the old!for the new,");
      assertEquals("old,for the new,", pair.read(16));
      pair.write("more");
      assertEquals("more", pair.read(4));
      assertEquals(1, callsToOld.get());
    }
  }

  @Test
  default void aHandOverWithNothingLeftWaitsForInput() throws Exception {
    Script script =
        new Script() {
          @Override
          public int input(Served served, LentBytes input) {
            served.collect(input);
            served.stream().handOver(new Successor(served));
            return 0;
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      pair.write("a");
      pair.served().awaitText("a");
      pair.write("b");
      assertEquals("b", pair.read(1));
      pair.peer().finish();
      assertEquals("", pair.readToEnd());
    }
  }

  /** Sends back what it gets. */
  record Successor(Served served) implements StreamHandler {
    @Override
    public int input(LentBytes input) {
      served.stream().output().write(input);
      return 0;
    }

    @Override
    public void inputEnded(LentBytes rest) {
      served.stream().close();
    }

    @Override
    public void closed(CloseCause cause) {
      served.closed(cause);
    }
  }
}
