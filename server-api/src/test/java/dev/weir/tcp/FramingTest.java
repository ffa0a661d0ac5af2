package dev.weir.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Bytes;
import dev.weir.LentBytes;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** Every framing, against what was encoded and against a slow and obvious decoder. */
class FramingTest {
  private static final int MAX = 40;

  /** A framing and its slow twin. */
  record Case(String name, Framing framing, SlowDecoder slow) {
    @Override
    public String toString() {
      return name;
    }
  }

  @Provide
  Arbitrary<Case> cases() {
    return Arbitraries.oneOf(
        lengthPrefixes(),
        delimiters(),
        Arbitraries.of(
            new Case("lines", Framing.lines(), SlowDecoder.lines()),
            new Case("varint", Framing.varint(), SlowDecoder.varint())),
        Arbitraries.integers()
            .between(1, MAX)
            .map(size ->
                new Case("fixed " + size, Framing.fixedSize(size), SlowDecoder.fixedSize(size))));
  }

  private static Arbitrary<Case> lengthPrefixes() {
    return Combinators.combine(
            Arbitraries.of(1, 2, 3, 4, 8),
            Arbitraries.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN),
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(-3, 9))
        .as((width, order, offset, adjustment) ->
            new Case(
                "width " + width + " " + order + " offset " + offset + " adjusted " + adjustment,
                Framing.lengthPrefixed(width)
                    .withOrder(order)
                    .withOffset(offset)
                    .withAdjustment(adjustment),
                SlowDecoder.lengthPrefix(width, order, offset, adjustment)));
  }

  /** Of two letters, so that delimiters overlap themselves and half of them is everywhere. */
  private static Arbitrary<Case> delimiters() {
    return Arbitraries.strings()
        .withChars('a', 'b')
        .ofMinLength(1)
        .ofMaxLength(4)
        .map(text ->
            new Case(
                "delimiter " + text,
                Framing.delimited(Bytes.utf8(text)),
                SlowDecoder.delimiter(text)));
  }

  @Provide
  Arbitrary<byte[]> bytes() {
    Arbitrary<Byte> letters = Arbitraries.of((byte) 'a', (byte) 'b', (byte) '\r', (byte) '\n');
    Arbitrary<Byte> small = Arbitraries.bytes().between((byte) 0, (byte) 6);
    Arbitrary<Byte> any = Arbitraries.bytes();
    return Arbitraries.oneOf(
            letters.list().ofMaxSize(80), small.list().ofMaxSize(80), any.list().ofMaxSize(80))
        .map(FramingTest::array);
  }

  private static byte[] array(List<Byte> list) {
    byte[] array = new byte[list.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = list.get(i);
    }
    return array;
  }

  /**
   * Whatever bytes come, however they are cut: the same frames, the same rest, the same refusal.
   */
  @Property(tries = 4_000)
  void anyBytesInAnyPiecesGiveWhatTheSlowDecoderGives(
      @ForAll("cases") Case tested,
      @ForAll("bytes") byte[] input,
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 30) Integer> sizes) {
    assertThat(Wire.decode(tested.framing, MAX, input, sizes))
        .as("%s of %s", tested, Arrays.toString(input))
        .isEqualTo(tested.slow.decode(input, MAX));
  }

  @Property(tries = 2_000)
  void whatIsEncodedIsDecodedHoweverItIsCut(
      @ForAll("cases") Case tested,
      @ForAll @Size(max = 6) List<@Size(max = MAX) List<Byte>> contents,
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 30) Integer> sizes) {
    List<Bytes> frames =
        contents.stream()
            .map(content -> Bytes.copyOf(array(content)))
            .filter(frame -> canEncode(tested.framing, frame))
            .toList();
    byte[] wire = Wire.encode(tested.framing, frames);
    assertThat(Wire.decode(tested.framing, MAX, wire, sizes))
        .isEqualTo(new Wire.Outcome(frames, 0, false));
  }

  /** Frames of the delimiter's own letters: each is refused, or comes out as it went in. */
  @Property(tries = 2_000)
  void whatADelimiterCannotTellApartIsRefused(
      @ForAll("delimiterCases") Case tested,
      @ForAll @Size(min = 1, max = 4) List<@Size(max = 8) List<Boolean>> contents) {
    List<Bytes> frames =
        contents.stream()
            .map(letters ->
                Bytes.utf8(String.join("", letters.stream().map(a -> a ? "a" : "b").toList())))
            .filter(frame -> canEncode(tested.framing, frame))
            .toList();
    byte[] wire = Wire.encode(tested.framing, frames);
    assertThat(Wire.decode(tested.framing, MAX, wire, List.of(1)))
        .isEqualTo(new Wire.Outcome(frames, 0, false));
  }

  @Provide
  Arbitrary<Case> delimiterCases() {
    return delimiters();
  }

  private static boolean canEncode(Framing framing, Bytes frame) {
    try {
      framing.encode(frame, Bytes.builder());
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static List<Framing> all() {
    return List.of(
        Framing.lengthPrefixed(),
        Framing.lengthPrefixed(1),
        Framing.lengthPrefixed(8).withOrder(ByteOrder.LITTLE_ENDIAN),
        Framing.lengthPrefixed(2).withOffset(2).withAdjustment(2),
        Framing.delimited(Bytes.utf8("\0\0")),
        Framing.lines(),
        Framing.varint());
  }

  @Example
  void cutAtEveryByteTheFramesAreTheSame() {
    List<Bytes> frames =
        List.of(Bytes.utf8("first"), Bytes.utf8("second, longer"), Bytes.utf8("xy"));
    for (Framing framing : all()) {
      byte[] wire = Wire.encode(framing, frames);
      for (int cut = 1; cut < wire.length; cut++) {
        assertThat(Wire.decode(framing, MAX, wire, List.of(cut, wire.length)))
            .as("%s cut at %s", framing, cut)
            .isEqualTo(new Wire.Outcome(frames, 0, false));
      }
    }
  }

  @Example
  void aFrameOfTheLimitPassesAndOneByteMoreIsRefused() {
    for (Framing framing : all()) {
      Bytes largest = Bytes.utf8("x".repeat(MAX));
      Bytes tooLarge = Bytes.utf8("x".repeat(MAX + 1));
      assertThat(Wire.decode(framing, MAX, Wire.encode(framing, List.of(largest)), List.of(1)))
          .as(framing.toString())
          .isEqualTo(new Wire.Outcome(List.of(largest), 0, false));
      assertThat(Wire.decode(framing, MAX, Wire.encode(framing, List.of(tooLarge)), List.of(1)))
          .as(framing.toString())
          .isEqualTo(new Wire.Outcome(List.of(), 0, true));
    }
    assertThat(Wire.decode(Framing.fixedSize(MAX), MAX, new byte[MAX], List.of(1)).frames())
        .hasSize(1);
    assertThat(Wire.decode(Framing.fixedSize(MAX + 1), MAX, new byte[1], List.of(1)).failed())
        .isTrue();
  }

  /** A peer that never ends its frame, or claims a huge one, isn't kept for. */
  @Example
  void whatIsTooLargeIsRefusedBeforeItIsHeld() {
    for (Framing framing : all()) {
      byte[] wire = Wire.encode(framing, List.of(Bytes.utf8("x".repeat(200))));
      Wire tested = new Wire(framing, MAX);
      for (int i = 0; i < wire.length; i++) {
        tested.feed(wire, i, 1);
      }
      assertThat(tested.outcome().failed()).as(framing.toString()).isTrue();
      assertThat(tested.mostHeld()).as(framing.toString()).isLessThanOrEqualTo(MAX + 10);
    }
  }

  @Example
  void lengthsThatCannotBeAreRefused() {
    byte[] negative = new byte[8];
    Arrays.fill(negative, (byte) 0xff);
    assertThat(Wire.decode(Framing.lengthPrefixed(8), MAX, negative, List.of(8)).failed()).isTrue();
    // It counts itself, and is less than its own width.
    LengthPrefix counting = Framing.lengthPrefixed(4).withAdjustment(4);
    assertThat(Wire.decode(counting, MAX, new byte[] {0, 0, 0, 3}, List.of(4)).failed()).isTrue();
    // The largest that can be written, and what would wrap around when adjusted.
    byte[] largest = negative.clone();
    largest[0] = 0x7f;
    LengthPrefix wrapping = Framing.lengthPrefixed(8).withAdjustment(-5);
    assertThat(Wire.decode(wrapping, MAX, largest, List.of(8)).failed()).isTrue();
    byte[] endless = new byte[6];
    Arrays.fill(endless, (byte) 0x80);
    assertThat(Wire.decode(Framing.varint(), MAX, endless, List.of(1)).failed()).isTrue();
  }

  @Example
  void aLengthThatDoesNotFitItsFieldIsRefused() {
    Bytes long256 = Bytes.copyOf(new byte[256]);
    assertThat(canEncode(Framing.lengthPrefixed(1), long256)).isFalse();
    assertThat(canEncode(Framing.lengthPrefixed(1).withAdjustment(-1), long256)).isTrue();
    assertThat(canEncode(Framing.lengthPrefixed(2).withOffset(4), Bytes.utf8("abc"))).isFalse();
    assertThat(canEncode(Framing.fixedSize(3), Bytes.utf8("ab"))).isFalse();
    assertThat(canEncode(Framing.lines(), Bytes.utf8("a\nb"))).isFalse();
  }

  @Example
  void linesEndWithLfOrCrlfAndKeepOtherCarriageReturns() {
    byte[] wire = "a\nb\r\n\r\n\nc\rd\r\r\n".getBytes(StandardCharsets.US_ASCII);
    assertThat(
            Wire.decode(Framing.lines(), MAX, wire, List.of(1)).frames().stream().map(Bytes::utf8))
        .containsExactly("a", "b", "", "", "c\rd\r");
  }

  @Example
  void whatMakesNoSenseIsRefusedWhereItIsMade() {
    assertThatThrownBy(() -> Framing.lengthPrefixed(5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 5");
    assertThatThrownBy(() -> Framing.lengthPrefixed().withOffset(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Framing.delimited(Bytes.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Framing.fixedSize(0)).isInstanceOf(IllegalArgumentException.class);
  }

  /** What was looked at may change unseen: only a decoder that starts anew each time would see. */
  @Example
  void aFrameThatTricklesInIsNotScannedFromItsStartEachTime() throws FrameException {
    for (Framing framing : List.of(Framing.lines(), Framing.delimited(Bytes.utf8("\n")))) {
      FrameDecoder decoder = framing.newDecoder();
      byte[] bytes = "xxxxxxxxxxx\n".getBytes(StandardCharsets.US_ASCII);
      assertThat(decodeFirst(decoder, bytes, 10)).isNull();
      bytes[3] = '\n';
      assertThat(decodeFirst(decoder, bytes, 11)).as(framing.toString()).isNull();
      assertThat(decodeFirst(decoder, bytes, 12)).isEqualTo(Bytes.utf8("xxx\nxxxxxxx"));
    }
  }

  private static @Nullable Bytes decodeFirst(FrameDecoder decoder, byte[] bytes, int count)
      throws FrameException {
    LentBytes lent = LentBytes.lend(bytes, 0, count);
    try {
      return decoder.decode(lent, MAX);
    } finally {
      lent.revoke();
    }
  }
}
