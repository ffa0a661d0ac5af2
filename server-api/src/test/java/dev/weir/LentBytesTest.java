package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.weir.internal.LentArrays;
import dev.weir.internal.UnreadBytes;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
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

  /** What a transport has read and nobody has looked at yet. */
  private static final class Unread implements UnreadBytes {
    final byte[] bytes;
    final byte[] array;
    int loads;

    Unread(String text) {
      bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      array = new byte[bytes.length];
    }

    LentBytes lend() {
      return LentArrays.access().lend(array, 0, array.length, this);
    }

    @Override
    public void load() {
      loads++;
      System.arraycopy(bytes, 0, array, 0, bytes.length);
    }

    @Override
    public void copy(int index, byte[] target, int offset, int count) {
      System.arraycopy(bytes, index, target, offset, count);
    }
  }

  @Test
  void whatIsOnlyCopiedIsNotLoaded() {
    Unread unread = new Unread("abcdefgh");
    LentBytes bytes = unread.lend();
    byte[] read = new byte[5];

    bytes.skip(1);
    assertThat(bytes.readBytes(2)).isEqualTo(Bytes.utf8("bc"));
    assertThat(bytes.readBytes(0)).isEqualTo(Bytes.empty());
    bytes.read(read, 1, 3);

    assertThat(read).isEqualTo(new byte[] {0, 'd', 'e', 'f', 0});
    assertThat(bytes.remaining()).isEqualTo(2);
    assertThat(unread.loads).isZero();
  }

  @Test
  void whatIsLookedAtIsLoadedOnce() {
    Unread unread = new Unread("abcdefgh");
    LentBytes bytes = unread.lend();
    bytes.skip(2);

    assertThat(bytes.peek(0)).isEqualTo((byte) 'c');
    LentBytes slice = bytes.slice(1, 3);
    assertThat(slice.readLatin1(3)).isEqualTo("def");
    assertThat(bytes.indexOf((byte) 'h', 0)).isEqualTo(5);
    assertThat(bytes.readBytes(6)).isEqualTo(Bytes.utf8("cdefgh"));
    assertThat(unread.loads).isEqualTo(1);
  }

  @Test
  void anOutputThatRefersToNothingLoadsWhatItIsWritten() {
    Unread unread = new Unread("abc");
    BytesBuilder output = Bytes.builder();

    output.write(unread.lend());

    assertThat(output.toBytes()).isEqualTo(Bytes.utf8("abc"));
  }

  @Test
  void unreadBytesAreForTheirCallAndThreadOnly() throws Exception {
    Unread unread = new Unread("abc");
    LentBytes revoked = unread.lend();
    revoked.revoke();
    LentBytes lent = unread.lend();
    List<Throwable> refusals = new ArrayList<>();
    for (Runnable reading : readings(revoked)) {
      refusals.add(catchThrowable(reading::run));
    }
    Thread other =
        Thread.ofVirtual()
            .start(() -> readings(lent).forEach(each -> refusals.add(catchThrowable(each::run))));
    assertThat(other.join(Duration.ofSeconds(30))).isTrue();

    assertThat(refusals)
        .hasSize(20)
        .allSatisfy(refusal -> assertThat(refusal).isInstanceOf(StaleLendException.class));
    assertThat(unread.loads).isZero();
    assertThat(lent.remaining()).isEqualTo(3);
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
