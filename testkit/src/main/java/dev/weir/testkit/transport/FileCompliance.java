package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.Bytes;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.FileRegion;
import dev.weir.spi.transport.OutputChain;
import dev.weir.testkit.transport.Harness.Pair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as a source of output. */
interface FileCompliance extends TransportFixture {
  @Test
  default void aFileArrivesWholeAndIsClosedAfterwards(@TempDir Path directory) throws Exception {
    byte[] content = content(5 << 20);
    FileChannel file = open(directory, content);
    Script script =
        new Script() {
          @Override
          public void opened(Served served) {
            served.stream().output().writeFile(new FileRegion(file, 0, content.length));
            served.stream().endOutput();
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      assertArrayEquals(content, pair.peer().readToEnd());
      assertFalse(file.isOpen(), "the file is still open");
    }
  }

  @Test
  default void aFileThatTheSystemHasToFetchFromItsDiskArrivesWhole(@TempDir Path directory)
      throws Exception {
    byte[] content = content(3 << 20);
    FileChannel file = open(directory, content);
    dropFromMemory(directory);
    Script script =
        new Script() {
          @Override
          public void opened(Served served) {
            OutputChain output = served.stream().output();
            output.write(Bytes.utf8("head,"));
            output.writeFile(new FileRegion(file, 0, content.length));
            output.write(Bytes.utf8(",tail"));
            served.stream().endOutput();
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      assertEquals("head,", pair.read(5));
      assertArrayEquals(content, pair.peer().readExactly(content.length));
      assertEquals(",tail", pair.readToEnd());
      assertFalse(file.isOpen(), "the file is still open");
    }
  }

  @Test
  default void filesAndBytesLeaveInTheOrderInWhichTheyWereWritten(@TempDir Path directory)
      throws Exception {
    byte[] content = content(300_000);
    Script script =
        new Script() {
          @Override
          public void opened(Served served) {
            OutputChain output = served.stream().output();
            output.write(Bytes.utf8("head,"));
            output.writeFile(new FileRegion(open(directory, content), 1_000, 100_000));
            output.write(Bytes.utf8(",between,"));
            output.writeFile(new FileRegion(open(directory, content), 299_999, 1));
            output.writeFile(new FileRegion(open(directory, content), 5, 0));
            output.write(Bytes.utf8(",tail"));
            served.stream().endOutput();
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      assertEquals("head,", pair.read(5));
      assertArrayEquals(
          Arrays.copyOfRange(content, 1_000, 101_000), pair.peer().readExactly(100_000));
      assertEquals(",between,", pair.read(9));
      assertEquals(content[299_999], pair.peer().readExactly(1)[0]);
      assertEquals(",tail", pair.readToEnd());
    }
  }

  @Test
  default void aFileSubmittedByAnotherThreadArrivesWhole(@TempDir Path directory) throws Exception {
    byte[] content = content(1 << 20);
    try (Harness harness = Harness.start(newTransport(), new Script() {});
        Pair pair = harness.connect()) {
      pair.write("a");
      pair.served().awaitText("a");
      FileChannel file = open(directory, content);
      OutputChain chain = pair.served().stream().newOutput();
      chain.write(Bytes.utf8("head,"));
      chain.writeFile(new FileRegion(file, 0, content.length));
      var unused = pair.served().stream().submit(chain);
      assertEquals("head,", pair.read(5));
      assertArrayEquals(content, pair.peer().readExactly(content.length));
      pair.served().await("a closed file", () -> !file.isOpen());
    }
  }

  @Test
  default void aFileThatIsNotSentIsClosedWithItsStream(@TempDir Path directory) throws Exception {
    byte[] content = content(WatermarkCompliance.MORE_THAN_FITS);
    FileChannel file = open(directory, content);
    Script script =
        new Script() {
          @Override
          public void opened(Served served) {
            served.stream().output().writeFile(new FileRegion(file, 0, content.length));
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      pair.peer().readExactly(1);
      pair.served().stream().abort(CloseCause.ABORTED);
      assertEquals(CloseCause.Kind.ABORTED, pair.served().awaitEnd().kind());
      pair.served().await("a closed file", () -> !file.isOpen());
    }
  }

  @Test
  default void aFileThatBecomesTooShortFailsItsStream(@TempDir Path directory) throws Exception {
    byte[] content = content(300_000);
    Path path = Files.write(directory.resolve("shrinking.bin"), content);
    FileChannel file = FileChannel.open(path);
    FileRegion region = new FileRegion(file, 0, content.length);
    try (FileChannel writer = FileChannel.open(path, StandardOpenOption.WRITE)) {
      writer.truncate(100_000);
    }
    Script script =
        new Script() {
          @Override
          public void opened(Served served) {
            served.stream().output().writeFile(region);
            served.stream().endOutput();
          }
        };
    try (Harness harness = Harness.start(newTransport(), script);
        Pair pair = harness.connect()) {
      assertThrows(IOException.class, pair::readToEnd, "a part must not look like the whole");
      assertEquals(CloseCause.Kind.FAILED, pair.served().awaitEnd().kind());
      pair.served().await("a closed file", () -> !file.isOpen());
    }
  }

  private static byte[] content(int length) {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    return content;
  }

  private static FileChannel open(Path directory, byte[] content) {
    try {
      Path file = Files.createTempFile(directory, "sent", ".bin");
      Files.write(file, content);
      return FileChannel.open(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As well as this machine can; where it can't, the files are sent from memory. */
  private static void dropFromMemory(Path directory) throws IOException, InterruptedException {
    String each =
        "for f in \"$1\"/*; do dd of=\"$f\" oflag=nocache conv=notrunc,fdatasync count=0; done";
    Process drop =
        new ProcessBuilder("sh", "-c", each, "sh", directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    var unused = drop.waitFor();
  }
}
