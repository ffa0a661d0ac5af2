package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.LentBytes;
import dev.weir.StaleLendException;
import dev.weir.testkit.transport.Harness.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Lent reads, and what is left of them. */
interface LendingCompliance extends TransportFixture {
  @Test
  default void bytesArriveInOrder() throws Exception {
    byte[] sent = new byte[1 << 20];
    new Random(1).nextBytes(sent);
    try (Harness harness = Harness.start(newTransport(), new Script() {});
        Pair pair = harness.connect()) {
      pair.peer().write(sent);
      pair.served().await("all bytes", () -> pair.served().collectedCount() == sent.length);
      assertArrayEquals(sent, pair.served().collected());
    }
  }

  @Test
  default void lentBytesAndTheirSlicesAreRevokedWhenTheCallReturns() throws Exception {
    List<LentBytes> kept = new ArrayList<>();
    Script script =
        new Script() {
          @Override
          public int input(Served served, LentBytes input) {
            kept.add(input);
            kept.add(input.slice(0, 1));
            served.collect(input);
            return 0;
          }

          @Override
          public void inputEnded(Served served, LentBytes rest) {
            kept.add(rest);
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      pair.write("a");
      pair.served().awaitText("a");
      pair.peer().finish();
      pair.served().await("the end of input", () -> pair.served().ends() == 1);
      pair.served()
          .runOnLoop(() -> {
            assertEquals(3, kept.size());
            for (LentBytes bytes : kept) {
              assertThrows(StaleLendException.class, () -> bytes.skip(0));
            }
          });
    }
  }

  @Test
  default void lentBytesRefuseOtherThreads() throws Exception {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Script script =
        new Script() {
          @Override
          public int input(Served served, LentBytes input) {
            Thread other =
                Thread.ofPlatform()
                    .start(() -> {
                      try {
                        input.peek(0);
                      } catch (StaleLendException e) {
                        thrown.set(e);
                      }
                    });
            try {
              other.join();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            served.collect(input);
            return 0;
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      pair.write("a");
      pair.served().awaitText("a");
      assertEquals(StaleLendException.class, thrown.get().getClass());
    }
  }

  @Test
  default void whatIsLeftComesAgainInFrontOfWhatFollows() throws Exception {
    try (Harness harness = Harness.start(newTransport(), whole(10, 0));
        Pair pair = harness.connect()) {
      pair.write("01234");
      pair.served().await("a first call", () -> !pair.served().offered().isEmpty());
      pair.write("56789");
      pair.served().awaitText("0123456789");
    }
  }

  @Test
  default void noCallComesBeforeAsManyBytesAsNeeded() throws Exception {
    try (Harness harness = Harness.start(newTransport(), whole(100, 100));
        Pair pair = harness.connect()) {
      for (int i = 0; i < 99; i++) {
        pair.write("x");
      }
      pair.served().await("a first call", () -> !pair.served().offered().isEmpty());
      harness.settle(pair.served().loop());
      assertEquals(1, pair.served().offered().size(), "calls before there were enough bytes");
      pair.write("x");
      pair.served().awaitText("x".repeat(100));
      assertEquals(2, pair.served().offered().size());
    }
  }

  @Test
  default void whatIsNeededCountsFromTheNewPositionOn() throws Exception {
    Script script =
        new Script() {
          @Override
          public int input(Served served, LentBytes input) {
            if (served.collectedCount() == 0) {
              served.collect(input.slice(0, 1));
              input.skip(1);
              return 4;
            }
            served.collect(input);
            return 0;
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      pair.write("abcd");
      pair.served().awaitText("a");
      harness.settle(pair.served().loop());
      assertEquals("a", pair.served().text(), "three bytes are there, and four were needed");
      pair.write("e");
      pair.served().awaitText("abcde");
    }
  }

  @Test
  default void needingMoreThanMayBeHeldEndsTheStream() throws Exception {
    Script script =
        new Script() {
          @Override
          public int input(Served served, LentBytes input) {
            return served.stream().maxHeld() + 1;
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      pair.write("a");
      assertEquals(dev.weir.spi.transport.CloseCause.Kind.FAILED, pair.served().awaitEnd().kind());
    }
  }

  @Test
  default void holdingTheMostThatMayBeHeldStopsReading() throws Exception {
    int maxHeld = 16 << 10;
    int largestRead = 1 << 20;
    int sent = 24 << 20;
    Script script =
        new Script() {
          @Override
          public void opened(Served served) {
            served.stream().maxHeld(maxHeld);
          }

          @Override
          public int input(Served served, LentBytes input) {
            return 0; // held, all of it
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      Background writer = Background.run(() -> pair.peer().write(new byte[sent]));
      pair.served().await("as much as may be held", () -> last(pair.served()) >= maxHeld);
      harness.settle(pair.served().loop());
      assertTrue(
          last(pair.served()) <= maxHeld + largestRead,
          () -> "Held " + last(pair.served()) + " bytes although " + maxHeld + " were allowed");
      pair.served().stream().abort(dev.weir.spi.transport.CloseCause.ABORTED);
      writer.awaitAny();
    }
  }

  @Test
  default void leftOversAreOfferedAtTheEndAndCanBeHadAgain() throws Exception {
    Script script =
        new Script() {
          @Override
          public int input(Served served, LentBytes input) {
            if (served.ends() > 0) {
              served.collect(input);
            }
            return 0;
          }

          @Override
          public void inputEnded(Served served, LentBytes rest) {
            if (served.ends() == 1) {
              assertEquals(3, rest.remaining());
              served.stream().resumeReading();
            }
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      pair.write("abc");
      pair.peer().finish();
      pair.served().awaitText("abc");
    }
  }

  private static int last(Served served) {
    List<Integer> offered = served.offered();
    return offered.isEmpty() ? 0 : offered.getLast();
  }

  /** Consumes so many bytes together, and asks for as many as are missing of {@code asked}. */
  private static Script whole(int count, int asked) {
    return new Script() {
      @Override
      public int input(Served served, LentBytes input) {
        if (input.remaining() >= count) {
          served.collect(input);
        }
        return asked;
      }
    };
  }
}
