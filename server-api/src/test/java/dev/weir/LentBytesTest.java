package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class LentBytesTest {
  private static LentBytes lent(String text) {
    byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.ISO_8859_1);
    return LentBytes.lend(bytes, 1, bytes.length - 1);
  }

  private static List<Runnable> readings(LentBytes bytes) {
    return List.of(
        () -> bytes.peek(0),
        bytes::readByte,
        () -> bytes.readInteger(1, ByteOrder.BIG_ENDIAN),
        () -> bytes.indexOf((byte) 0, 0),
        () -> bytes.skip(1),
        () -> bytes.readBytes(1),
        () -> bytes.readLatin1(1),
        () -> bytes.read(new byte[1], 0, 1),
        () -> bytes.slice(0, 1),
        () -> Bytes.builder().write(bytes));
  }

  @Test
  void nothingIsReadAfterTheRevocation() {
    LentBytes bytes = lent("abc");
    LentBytes slice = bytes.slice(1, 2).slice(1, 1);
    bytes.revoke();
    for (LentBytes stale : List.of(bytes, slice)) {
      for (Runnable reading : readings(stale)) {
        assertThatThrownBy(reading::run).isInstanceOf(StaleLendException.class);
      }
    }
    assertThat(bytes).hasToString("LentBytes[3, revoked]");
  }

  @Test
  void anotherThreadIsRefused() throws Exception {
    LentBytes bytes = lent("abc");
    for (Runnable reading : readings(bytes)) {
      CompletableFuture<Throwable> refusal = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(() -> {
            try {
              reading.run();
              refusal.complete(new AssertionError("read"));
            } catch (Throwable e) {
              refusal.complete(e);
            }
          });
      assertThat(refusal.get(30, TimeUnit.SECONDS)).isInstanceOf(StaleLendException.class);
    }
    assertThat(bytes.remaining()).isEqualTo(3);
  }

  @Test
  void nothingOutsideOfTheLendIsRead() {
    LentBytes bytes = lent("abc");
    List<Runnable> beyond =
        List.of(
            () -> bytes.peek(3),
            () -> bytes.peek(-1),
            () -> bytes.readInteger(4, ByteOrder.BIG_ENDIAN),
            () -> bytes.peekInteger(2, 2, ByteOrder.BIG_ENDIAN),
            () -> bytes.indexOf((byte) 0, 4),
            () -> bytes.skip(4),
            () -> bytes.skip(-1),
            () -> bytes.readBytes(4),
            () -> bytes.readLatin1(4),
            () -> bytes.read(new byte[9], 0, 4),
            () -> bytes.slice(2, 2));
    for (Runnable reading : beyond) {
      assertThatThrownBy(reading::run).isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThat(bytes.indexOf((byte) '>', 0)).isEqualTo(-1);
    assertThat(bytes.readLatin1(3)).isEqualTo("abc");
  }

  @Test
  void aSliceHasItsOwnPosition() {
    LentBytes bytes = lent("abcdef");
    bytes.skip(1);
    LentBytes slice = bytes.slice(1, 3);
    assertThat(slice.readLatin1(3)).isEqualTo("cde");
    assertThat(bytes.remaining()).isEqualTo(5);
    assertThat(bytes.readByte()).isEqualTo((byte) 'b');
  }

  /** Integers of all widths and orders are read as they were written. */
  @Property
  void integersAreReadAsTheyWereWritten(
      @ForAll long value, @ForAll @IntRange(min = 1, max = 8) int width, @ForAll boolean big) {
    ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    BytesBuilder builder = Bytes.builder();
    builder.writeInteger(value, width, order);
    byte[] written = builder.toBytes().toByteArray();
    assertThat(written).hasSize(width);
    long expected = width == 8 ? value : value & (1L << 8 * width) - 1;
    LentBytes bytes = LentBytes.lend(written, 0, width);
    assertThat(bytes.peekInteger(0, width, order)).isEqualTo(expected);
    assertThat(bytes.readInteger(width, order)).isEqualTo(expected);
    assertThat(bytes.remaining()).isZero();
  }
}
