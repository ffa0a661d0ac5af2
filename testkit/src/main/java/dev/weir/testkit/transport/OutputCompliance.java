package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.Bytes;
import dev.weir.LentBytes;
import dev.weir.spi.transport.OutputChain;
import dev.weir.testkit.transport.Harness.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Output: its order, whoever writes it. */
interface OutputCompliance extends TransportFixture {
  @Test
  default void outputOfOneTurnLeavesWholeAndInOrder() throws Exception {
    Script script =
        new Script() {
          @Override
          public int input(Served served, LentBytes input) {
            input.skip(input.remaining());
            served.stream().output().write(Bytes.utf8("one,"));
            OutputChain chain = served.stream().newOutput();
            chain.write(Bytes.utf8("two,"));
            assertEquals(true, served.stream().submit(chain));
            served.stream().output().write(Bytes.utf8("three"));
            return 0;
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      pair.write("go");
      assertEquals("one,two,three", pair.read(13));
    }
  }

  @Test
  default void everythingOfABatchIsAnswered() throws Exception {
    Script script =
        new Script() {
          @Override
          public int input(Served served, LentBytes input) {
            while (input.remaining() >= 4) {
              served.stream().output().write(input.readBytes(4));
            }
            return 4;
          }
        };
    StringBuilder sent = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      sent.append(1_000 + i);
    }
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      Background writer = Background.run(() -> pair.write(sent.toString()));
      assertEquals(sent.toString(), pair.read(sent.length()));
      writer.await();
    }
  }

  @Test
  default void megabytesOfOutputArriveWhole() throws Exception {
    byte[] sent = new byte[5 << 20];
    new Random(2).nextBytes(sent);
    Script script =
        new Script() {
          @Override
          public void opened(Served served) {
            served.stream().output().write(sent);
            served.stream().endOutput();
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      assertArrayEquals(sent, pair.peer().readToEnd());
    }
  }

  @Test
  default void outputThatIsWrittenAsTheStreamOpensLeavesWithoutInput() throws Exception {
    Script script =
        new Script() {
          @Override
          public void opened(Served served) {
            served.stream().output().write(Bytes.utf8("220 ready"));
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      assertEquals("220 ready", pair.read(9));
    }
  }

  @Test
  default void chainsOfOtherThreadsKeepTheirOrderAndAreNeverMixed() throws Exception {
    int threads = 8;
    int chainsPerThread = 200;
    try (Harness harness = Harness.start(newTransport(), new Script() {});
        Pair pair = harness.connect()) {
      pair.write("go");
      pair.served().awaitText("go");
      List<Background> writers = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int number = thread;
        writers.add(
            Background.run(() -> {
              for (int i = 0; i < chainsPerThread; i++) {
                submitRecord(pair.served(), number, i);
              }
            }));
      }
      // The loop writes too, as the one more thread.
      writers.add(
          Background.run(() -> {
            for (int i = 0; i < chainsPerThread; i++) {
              int turn = i;
              pair.served().runOnLoop(() -> writeRecord(pair.served(), threads, turn));
            }
          }));
      int[] next = new int[threads + 1];
      for (int i = 0; i < (threads + 1) * chainsPerThread; i++) {
        byte[] head = pair.peer().readExactly(4);
        int thread = head[0];
        int length = (head[2] & 0xff) << 8 | head[3] & 0xff;
        assertEquals(next[thread]++ & 0x7f, head[1], "chains of thread " + thread);
        byte[] body = pair.peer().readExactly(length);
        for (byte b : body) {
          assertEquals(thread, b, "bytes in a chain of thread " + thread);
        }
      }
      for (Background writer : writers) {
        writer.await();
      }
      pair.served().await("nothing pending", () -> pair.served().stream().pendingBytes() == 0);
    }
  }

  private static void submitRecord(Served served, int thread, int number) {
    OutputChain chain = served.stream().newOutput();
    fill(chain, thread, number);
    var unused = served.stream().submit(chain);
  }

  private static void writeRecord(Served served, int thread, int number) {
    fill(served.stream().output(), thread, number);
  }

  /** Thread, number, length in two bytes, then the thread as often as that. */
  private static void fill(OutputChain chain, int thread, int number) {
    int length = number * 7919 % 12_000;
    chain.writeByte(thread);
    chain.writeByte(number & 0x7f);
    chain.writeByte(length >> 8);
    chain.writeByte(length);
    for (int i = 0; i < length; i++) {
      chain.writeByte(thread);
    }
  }

  @Test
  default void aThreadsChainsLeaveWithoutHelpOfTheLoopsOwnEvents() throws Exception {
    try (Harness harness = Harness.start(newTransport(), new Script() {});
        Pair pair = harness.connect()) {
      pair.write("a");
      pair.served().awaitText("a");
      for (int i = 0; i < 200; i++) {
        OutputChain chain = pair.served().stream().newOutput();
        chain.writeByte(i);
        assertEquals(true, pair.served().stream().submit(chain));
        assertEquals((byte) i, pair.peer().readExactly(1)[0]);
      }
    }
  }

  @Test
  default void outputAfterItsEndIsDropped() throws Exception {
    Script script =
        new Script() {
          @Override
          public int input(Served served, LentBytes input) {
            input.skip(input.remaining());
            served.stream().output().write(Bytes.utf8("last"));
            served.stream().endOutput();
            served.loop().execute(() -> served.loop().execute(() -> writeLate(served)));
            return 0;
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      pair.write("go");
      assertEquals("last", pair.readToEnd());
      pair.served().await("the late write", () -> pair.served().text().equals("late"));
      OutputChain chain = pair.served().stream().newOutput();
      chain.write(Bytes.utf8("too late"));
      var unused = pair.served().stream().submit(chain);
    }
  }

  private static void writeLate(Served served) {
    served.stream().output().write(Bytes.utf8("late"));
    served.mark("late");
  }
}
