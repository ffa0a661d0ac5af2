package dev.weir.core.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The fast codec agrees with the slow, obvious one, on valid and on mutated blocks. */
class HpackPropertiesTest {
  private static final String[] NAMES = {
    "server", "date", "content-type", "x-own", "set-cookie", "vary", "location"
  };

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void whatIsEncodedIsDecodedByBoth(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    HpackEncoder encoder = new HpackEncoder();
    HpackDecoder fast = new HpackDecoder(new OctetBuffer());
    SlowHpack slow = new SlowHpack(HpackDecoder.DEFAULT_TABLE_SIZE);
    for (int block = 0; block < 40; block++) {
      if (random.nextInt(5) == 0) {
        encoder.tableLimit(random.nextInt(3) == 0 ? 0 : random.nextInt(6_000));
      }
      OctetBuffer out = new OctetBuffer();
      encoder.begin(out);
      List<SlowHpack.Field> expected = new ArrayList<>();
      int status = 200 + random.nextInt(400);
      encoder.status(status, out);
      expected.add(new SlowHpack.Field(":status", String.valueOf(status)));
      for (int i = random.nextInt(8); i > 0; i--) {
        String name = NAMES[random.nextInt(NAMES.length)];
        String value = random.nextBoolean() ? "v" + random.nextInt(4) : text(random);
        encoder.field(random.nextBoolean() ? name : capitalised(name), value, out);
        expected.add(new SlowHpack.Field(name, value));
      }
      long length = random.nextLong() >>> random.nextInt(1, 64);
      encoder.contentLength(length, out);
      expected.add(new SlowHpack.Field("content-length", String.valueOf(length)));
      byte[] octets = Arrays.copyOf(out.array(), out.size());
      assertThat(slow.decode(octets)).isEqualTo(expected);
      assertThat(decode(fast, octets)).isEqualTo(expected);
    }
  }

  private static String capitalised(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  @Property(tries = 3_000, shrinking = ShrinkingMode.OFF)
  void decoderAgreesWithTheSlowOneOnAnyBlocks(@ForAll long seed) {
    Random random = new Random(seed);
    HpackDecoder fast = new HpackDecoder(new OctetBuffer());
    SlowHpack slow = new SlowHpack(HpackDecoder.DEFAULT_TABLE_SIZE);
    for (int i = 0; i < 20; i++) {
      byte[] block = block(random);
      List<SlowHpack.Field> expected = slowly(slow, block);
      List<SlowHpack.Field> found = decode(fast, block);
      assertThat(found).isEqualTo(expected);
      if (expected == null) {
        return; // the tables of both may differ now
      }
    }
  }

  private static @Nullable List<SlowHpack.Field> slowly(SlowHpack slow, byte[] block) {
    try {
      return slow.decode(block);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable List<SlowHpack.Field> decode(HpackDecoder decoder, byte[] block) {
    List<SlowHpack.Field> fields = new ArrayList<>();
    try {
      decoder.decode(
          block,
          0,
          block.length,
          field -> fields.add(new SlowHpack.Field(field.name(), field.value())));
      return fields;
    } catch (HpackException e) {
      return null;
    }
  }

  /** Mostly a valid block, and at times one with an octet changed. */
  private static byte[] block(Random random) {
    OctetBuffer out = new OctetBuffer();
    for (int i = random.nextInt(6); i > 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> out.add(0x80 | 1 + random.nextInt(70));
        case 1 -> {
          out.add(0x40 | random.nextInt(63));
          if ((out.array()[out.size() - 1] & 0x3f) == 0) {
            string(out, random);
          }
          string(out, random);
        }
        case 2 -> {
          out.add(random.nextInt(2) << 4);
          string(out, random);
          string(out, random);
        }
        default -> {
          if (out.size() == 0) {
            out.add(0x20 | random.nextInt(31));
          }
        }
      }
    }
    byte[] block = Arrays.copyOf(out.array(), out.size());
    if (block.length > 0 && random.nextInt(10) == 0) {
      block[random.nextInt(block.length)] = (byte) random.nextInt();
    }
    return block;
  }

  private static void string(OctetBuffer out, Random random) {
    String text = text(random);
    if (random.nextBoolean()) {
      int length = HuffmanEncoder.length(text);
      out.add(0x80 | Math.min(126, length));
      HuffmanEncoder.encode(text, length, out);
    } else {
      byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
      out.add(octets.length);
      out.add(octets, 0, octets.length);
    }
  }

  private static String text(Random random) {
    char[] chars = new char[random.nextInt(30)];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = (char) (random.nextInt(4) == 0 ? random.nextInt(256) : 'a' + random.nextInt(26));
    }
    return new String(chars);
  }

  @Test
  void everyOctetSurvivesHuffmanCoding() throws Exception {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 256; i++) {
      all.append((char) i);
    }
    String text = all.toString();
    OctetBuffer out = new OctetBuffer();
    int length = HuffmanEncoder.length(text);
    HuffmanEncoder.encode(text, length, out);
    byte[] target = new byte[HuffmanDecoder.maxDecoded(length)];
    int count = HuffmanDecoder.decode(out.array(), 0, length, target);
    assertThat(new String(target, 0, count, StandardCharsets.ISO_8859_1)).isEqualTo(text);
    assertThat(SlowHpack.huffman(Arrays.copyOf(out.array(), length)))
        .isEqualTo(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void aTableThatHadToShrinkIsReducedBeforeTheNextField() throws Exception {
    HpackDecoder decoder = new HpackDecoder(new OctetBuffer());
    decoder.tableLimit(100);
    assertThatThrownBy(() -> decoder.decode(new byte[] {(byte) 0x82}, 0, 1, field -> {}))
        .isInstanceOf(HpackException.class);
    decoder.decode(new byte[] {0x3f, 0x45, (byte) 0x82}, 0, 3, field -> {}); // 31 + 69
  }

  @Test
  void secretsAreNeverIndexed() {
    HpackEncoder encoder = new HpackEncoder();
    OctetBuffer out = new OctetBuffer();
    encoder.begin(out);
    encoder.field("set-cookie", "secret", out);
    assertThat(out.array()[0] & 0xf0).isEqualTo(0x10);
  }
}
