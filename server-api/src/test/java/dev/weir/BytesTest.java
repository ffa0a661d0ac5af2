package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class BytesTest {
  private static final byte[] SOURCE = "hello, world".getBytes(StandardCharsets.US_ASCII);

  @Test
  void copiesDoNotChangeWithTheirSource() {
    byte[] source = SOURCE.clone();
    Bytes bytes = Bytes.copyOf(source, 7, 5);
    Bytes ofBuffer = Bytes.copyOf(ByteBuffer.wrap(source, 0, 5));
    Arrays.fill(source, (byte) 0);
    assertThat(bytes.utf8()).isEqualTo("world");
    assertThat(ofBuffer.utf8()).isEqualTo("hello");
  }

  @Test
  void whatIsHandedOutIsACopyOrReadOnly() {
    Bytes bytes = Bytes.copyOf(SOURCE);
    bytes.toByteArray()[0] = 'j';
    assertThat(bytes.utf8()).isEqualTo("hello, world");
    assertThatThrownBy(() -> bytes.asByteBuffer().put((byte) 0))
        .isInstanceOf(ReadOnlyBufferException.class);
    assertThat(bytes.asByteBuffer().hasArray()).isFalse();
  }

  @Test
  void rangesAreChecked() {
    Bytes bytes = Bytes.copyOf(SOURCE).slice(2, 5);
    assertThatThrownBy(() -> bytes.byteAt(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> bytes.byteAt(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> bytes.slice(1, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> bytes.slice(2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Bytes.copyOf(SOURCE, 10, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> bytes.copyTo(1, new byte[9], 0, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void compactingEndsTheSharingOfAnArray() {
    Bytes whole = Bytes.copyOf(SOURCE);
    Bytes part = whole.slice(0, 5);
    assertThat(part.compact()).isEqualTo(part).isNotSameAs(part);
    assertThat(whole.compact()).isSameAs(whole);
  }

  @Test
  void emptyOnesAreOneObject() {
    assertThat(Bytes.copyOf(new byte[0])).isSameAs(Bytes.empty());
    assertThat(Bytes.copyOf(SOURCE).slice(3, 3)).isSameAs(Bytes.empty());
    assertThat(Bytes.utf8("").isEmpty()).isTrue();
  }

  @Test
  void logsShowTheLengthAndTheBeginningOnly() {
    assertThat(Bytes.utf8("ab")).hasToString("Bytes[2]6162");
    assertThat(Bytes.copyOf(new byte[20])).hasToString("Bytes[20]" + "00".repeat(16) + "..");
  }

  /** A slice behaves as a copy of the same range. */
  @Property
  void aSliceIsAsACopy(@ForAll byte[] source, @ForAll int a, @ForAll int b, @ForAll byte sought)
      throws Exception {
    int one = Math.floorMod(a, source.length + 1);
    int other = Math.floorMod(b, source.length + 1);
    int from = Math.min(one, other);
    int to = Math.max(one, other);
    byte[] expected = Arrays.copyOfRange(source, from, to);

    Bytes slice = Bytes.copyOf(source).slice(from, to);

    assertThat(slice).isEqualTo(Bytes.copyOf(expected)).hasSameHashCodeAs(Bytes.copyOf(expected));
    assertThat(slice.toByteArray()).isEqualTo(expected);
    assertThat(slice.asInputStream().readAllBytes()).isEqualTo(expected);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    slice.writeTo(stream);
    assertThat(stream.toByteArray()).isEqualTo(expected);
    BytesBuilder builder = Bytes.builder();
    builder.write(slice);
    assertThat(builder.toBytes()).isEqualTo(slice);
    int index = slice.indexOf(sought, 0);
    assertThat(index)
        .isEqualTo(new String(expected, StandardCharsets.ISO_8859_1).indexOf(sought & 0xff));
  }
}
