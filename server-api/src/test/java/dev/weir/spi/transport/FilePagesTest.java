package dev.weir.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePagesTest {
  private static final int MIB = 1 << 20;

  private final FilePages pages = new FilePages();
  @TempDir Path folder;

  @Test
  void whatWasJustWrittenIsInMemory() throws IOException {
    Path path = Files.write(folder.resolve("file"), new byte[3 * MIB]);
    try (FileChannel file = FileChannel.open(path)) {
      FileRegion region = new FileRegion(file, 1_000, 2 * MIB);
      assertThat(pages.areInMemory(region)).isTrue();
      assertThat(pages.known(region)).isEqualTo(MIB);
      FileRegion rest = new FileRegion(file, 1_000 + MIB - 7, MIB + 7);
      assertThat(pages.areInMemory(rest)).isTrue();
      assertThat(pages.known(rest)).isEqualTo(7);
      FileRegion last = new FileRegion(file, 3 * MIB - 5, 5);
      assertThat(pages.areInMemory(last)).isTrue();
      assertThat(pages.known(last)).isEqualTo(5);
    }
  }

  @Test
  void whatTheSystemHasDroppedIsNotInMemoryUntilItIsRead() throws Exception {
    Path path = Files.write(folder.resolve("file"), new byte[3 * MIB]);
    try (FileChannel file = FileChannel.open(path)) {
      assumeTrue(isDropped(path), "this system doesn't drop a file's pages when asked to");
      FileRegion region = new FileRegion(file, 0, 3 * MIB);
      assertThat(pages.areInMemory(region)).isFalse();
      assertThat(file.read(ByteBuffer.allocate(3 * MIB), 0)).isEqualTo(3 * MIB);
      assertThat(pages.areInMemory(region)).as("what was told before").isFalse();
      assertThat(new FilePages().areInMemory(region)).isTrue();
      pages.read();
      assertThat(pages.areInMemory(region)).isTrue();
    }
  }

  @Test
  void aFileThatCantTellIsLeftToWhoeverSendsIt() throws IOException {
    Path path = Files.write(folder.resolve("file"), new byte[10]);
    FileChannel file = FileChannel.open(path);
    assertThat(pages.areInMemory(new FileRegion(file, 0, 20))).isTrue();
    file.close();
    assertThat(pages.areInMemory(new FileRegion(file, 5, 5))).isTrue();
  }

  /** Asks the system to drop the pages of a file, and another tool whether it did. */
  private static boolean isDropped(Path file) throws IOException, InterruptedException {
    String script =
        "dd of=\"$1\" oflag=nocache conv=notrunc,fdatasync count=0 2>/dev/null"
            + " && test \"$(fincore -n -b -o RES \"$1\" | tr -d ' ')\" = 0";
    return new ProcessBuilder("sh", "-c", script, "sh", file.toString()).start().waitFor() == 0;
  }
}
