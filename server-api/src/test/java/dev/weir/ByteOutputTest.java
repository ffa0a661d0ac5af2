package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.spi.transport.OutputChain;
import dev.weir.spi.transport.SegmentPool;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class ByteOutputTest {
  private static String text(OutputChain chain) {
    ByteBuffer all = ByteBuffer.allocate((int) chain.size());
    chain.copyTo(all);
    return new String(all.array(), StandardCharsets.ISO_8859_1);
  }

  /** What is written is the same wherever in a segment it begins. */
  @Property
  void writesTheSameAcrossTheEndOfASegment(
      @ForAll @IntRange(min = 0, max = 60) int room,
      @ForAll long number,
      @ForAll String words,
      @ForAll byte[] bytes) {
    OutputChain chain = new OutputChain(SegmentPool.confined());
    chain.write(new byte[SegmentPool.SEGMENT_BYTES - room]);
    BytesBuilder builder = Bytes.builder();
    for (ByteOutput output : new ByteOutput[] {chain, builder}) {
      output.writeDecimal(number);
      output.writeByte(' ');
      output.writeHex(number);
      output.writeByte(' ');
      output.writeUtf8(words);
      output.writeLatin1(words);
      output.write(bytes);
      output.write(LentBytes.lend(bytes, 0, bytes.length));
      output.writeInteger(number, 8, ByteOrder.LITTLE_ENDIAN);
    }
    chain.consume(SegmentPool.SEGMENT_BYTES - room);
    BytesBuilder expected = Bytes.builder();
    expected.write(
        (number + " " + Long.toHexString(number) + " ").getBytes(StandardCharsets.US_ASCII));
    expected.write(words.getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < words.length(); i++) {
      expected.writeByte(words.charAt(i));
    }
    expected.write(bytes);
    expected.write(bytes);
    for (int i = 0; i < 8; i++) {
      expected.writeByte((int) (number >>> 8 * i));
    }
    assertThat(builder.toBytes()).isEqualTo(expected.toBytes());
    assertThat(text(chain))
        .isEqualTo(new String(expected.toBytes().toByteArray(), StandardCharsets.ISO_8859_1));
  }

  @Test
  void unpairedSurrogatesAreWrittenAsQuestionMarks() {
    BytesBuilder builder = Bytes.builder();
    builder.writeUtf8("a\ud800b\udc00c\ud83d\ude00");
    assertThat(builder.toBytes().utf8()).isEqualTo("a?b?c\ud83d\ude00");
  }

  @Test
  void extremeNumbersAreWrittenInFull() {
    BytesBuilder builder = Bytes.builder();
    builder.writeDecimal(Long.MIN_VALUE);
    builder.writeDecimal(Long.MAX_VALUE);
    builder.writeHex(-1);
    builder.writeHex(0);
    assertThat(builder.toBytes().utf8())
        .isEqualTo("-92233720368547758089223372036854775807" + "f".repeat(16) + "0");
  }

  @Test
  void rangesAndWidthsAreChecked() {
    BytesBuilder builder = Bytes.builder();
    assertThatThrownBy(() -> builder.write(new byte[3], 2, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> builder.writeInteger(1, 0, ByteOrder.BIG_ENDIAN))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> builder.writeInteger(1, 9, ByteOrder.BIG_ENDIAN))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(builder.size()).isZero();
  }

  @Test
  void theStreamViewWritesHere() throws Exception {
    BytesBuilder builder = Bytes.builder();
    builder.asOutputStream().write('a');
    builder.asOutputStream().write(new byte[] {'x', 'b', 'x'}, 1, 1);
    builder.asOutputStream().close();
    builder.writeByte('c');
    assertThat(builder.asOutputStream()).isSameAs(builder.asOutputStream());
    assertThat(builder.toBytes().utf8()).isEqualTo("abc");
    builder.clear();
    assertThat(builder.size()).isZero();
  }
}
