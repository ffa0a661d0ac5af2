package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.Bytes;
import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.spi.transport.CloseCause;
import dev.weir.testkit.transport.Harness.Pair;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Half-close, close after flush, and abort. */
interface EndCompliance extends TransportFixture {
  @Test
  default void aClientThatHasFinishedIsStillAnswered() throws Exception {
    Script script =
        new Script() {
          @Override
          public void inputEnded(Served served, LentBytes rest) {
            served.loop().execute(() -> served.stream().output().write(new byte[1 << 20]));
            served.loop().execute(() -> served.stream().endOutput());
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      harness.assumeHalfClose();
      pair.write("question");
      pair.peer().finish();
      assertEquals(1 << 20, pair.peer().readToEnd().length);
      assertEquals(CloseCause.FINISHED, pair.served().awaitEnd());
      assertEquals("question", pair.served().text());
      assertEquals(1, pair.served().ends());
    }
  }

  @Test
  default void aServerThatHasFinishedStillReads() throws Exception {
    Script script =
        new Script() {
          @Override
          public void opened(Served served) {
            served.stream().output().write(Bytes.utf8("bye"));
            served.stream().endOutput();
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      harness.assumeHalfClose();
      assertEquals("bye", pair.readToEnd());
      pair.peer().write(new byte[1 << 20]);
      pair.peer().finish();
      assertEquals(CloseCause.FINISHED, pair.served().awaitEnd());
      assertEquals(1 << 20, pair.served().collectedCount());
    }
  }

  @Test
  default void aClosedStreamSendsWhatIsDueBeforeItsEnd() throws Exception {
    Script script =
        new Script() {
          @Override
          public void opened(Served served) {
            served.stream().output().write(new byte[2 << 20]);
            served.stream().close();
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      assertEquals(2 << 20, pair.peer().readToEnd().length);
      pair.peer().close();
      assertEquals(CloseCause.FINISHED, pair.served().awaitEnd());
    }
  }

  /** Where input isn't drained after the end, none of such clients sees the answer. */
  @Test
  default void aClientThatStillUploadsReadsTheLastBytes() throws Exception {
    int clients = 50;
    int upload = 2 << 20;
    String answer = "413 too large ".repeat(100);
    Script script =
        new Script() {
          @Override
          public int input(Served served, LentBytes input) {
            input.skip(input.remaining());
            served.stream().output().write(Bytes.utf8(answer));
            served.stream().close();
            return 0;
          }
        };
    try (Harness harness = Harness.start(newTransport(), script)) {
      for (int i = 0; i < clients; i++) {
        try (Pair pair = harness.connect()) {
          pair.peer().write(new byte[upload]);
          assertEquals(answer, pair.readToEnd(), "client " + i);
          pair.peer().close();
          assertEquals(CloseCause.FINISHED, pair.served().awaitEnd());
          assertEquals(1, pair.served().offered().size(), "calls of input, with that of the close");
        }
      }
    }
  }

  @Test
  default void aCloseDrainsNoMoreBytesThanItsLimit() throws Exception {
    Limits limits = Limits.defaults().with(Limits.LINGER_BYTES, 100_000L);
    try (Harness harness = Harness.start(newTransport(), limits, closeAtOnce());
        Pair pair = harness.connect()) {
      Background writer =
          Background.run(() -> pair.peer().write(new byte[WatermarkCompliance.MORE_THAN_FITS]));
      assertEquals(CloseCause.FINISHED, pair.served().awaitEnd());
      writer.awaitAny();
    }
  }

  @Test
  default void aCloseWaitsNoLongerForTheClientThanItsLimit() throws Exception {
    Limits limits = Limits.defaults().with(Limits.LINGER_TIMEOUT, Duration.ofMillis(200));
    try (Harness harness = Harness.start(newTransport(), limits, closeAtOnce());
        Pair pair = harness.connect()) {
      assertEquals("", pair.readToEnd());
      harness.pass(Duration.ofSeconds(1));
      assertEquals(CloseCause.FINISHED, pair.served().awaitEnd());
    }
  }

  @Test
  default void aBindingsOwnLimitsBeatThoseOfTheTransport() throws Exception {
    Limits limits = Limits.defaults().with(Limits.LINGER_TIMEOUT, Duration.ofMillis(200));
    try (Harness harness = Harness.startWithOwnLimits(newTransport(), limits, closeAtOnce());
        Pair pair = harness.connect()) {
      assertEquals("", pair.readToEnd());
      harness.pass(Duration.ofSeconds(1)); // less than the transport's own
      assertEquals(CloseCause.FINISHED, pair.served().awaitEnd());
    }
  }

  @Test
  default void anAbortIsSeenAsAReset() throws Exception {
    Script script =
        new Script() {
          @Override
          public int input(Served served, LentBytes input) {
            served.stream().abort(CloseCause.ABORTED);
            return 0;
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      pair.write("a");
      assertThrows(IOException.class, pair::readToEnd);
      assertEquals(CloseCause.ABORTED, pair.served().awaitEnd());
    }
  }

  @Test
  default void anyThreadCanAbort() throws Exception {
    CloseCause cause = CloseCause.failed(new IllegalStateException("the test's own"));
    try (Harness harness = Harness.start(newTransport(), Script.echo());
        Pair stream = harness.connect();
        Pair connection = harness.connect()) {
      stream.write("a");
      assertEquals("a", stream.read(1));
      stream.served().stream().abort(cause);
      assertThrows(IOException.class, stream::readToEnd);
      assertEquals(cause, stream.served().awaitEnd());

      connection.served().connection().abort(cause);
      assertThrows(IOException.class, connection::readToEnd);
      assertEquals(cause, connection.served().awaitEnd());
    }
  }

  @Test
  default void anAbortLosesWhatIsNotSent() throws Exception {
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
      pair.served().stream().abort(CloseCause.ABORTED);
      assertThrows(IOException.class, pair::readToEnd);
      assertEquals(CloseCause.ABORTED, pair.served().awaitEnd());
      assertEquals(0, pair.served().stream().pendingBytes());
    }
  }

  @Test
  default void aClosedStreamCanStillBeAborted() throws Exception {
    try (Harness harness = Harness.start(newTransport(), closeAtOnce());
        Pair pair = harness.connect()) {
      assertEquals("", pair.readToEnd());
      pair.served().stream().abort(CloseCause.ABORTED);
      assertEquals(CloseCause.ABORTED, pair.served().awaitEnd());
    }
  }

  @Test
  default void closingAgainOrAfterTheEndIsHarmless() throws Exception {
    Script script =
        new Script() {
          @Override
          public void inputEnded(Served served, LentBytes rest) {
            served.stream().close();
            served.stream().close();
          }

          @Override
          public void closed(Served served, CloseCause cause) {
            served.stream().close();
            served.stream().endOutput();
            served.stream().resumeReading();
            served.stream().output().write(Bytes.utf8("nobody reads this"));
            served.stream().abort(CloseCause.ABORTED);
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      pair.peer().finish();
      assertEquals("", pair.readToEnd());
      assertEquals(CloseCause.FINISHED, pair.served().awaitEnd());
      harness.settle(pair.served().loop());
    }
  }

  private static Script closeAtOnce() {
    return new Script() {
      @Override
      public void opened(Served served) {
        served.stream().close();
      }
    };
  }
}
