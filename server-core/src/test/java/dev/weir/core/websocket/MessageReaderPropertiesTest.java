package dev.weir.core.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.codec.Utf8Check;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The reader agrees with the slow one on valid and on broken input, wherever it is cut. */
class MessageReaderPropertiesTest {
  private static final int MAX_MESSAGE = 400;

  @Property(tries = 20_000)
  void anyFramesReadAsTheSlowReaderReadsThem(
      @ForAll long seed, @ForAll @IntRange(max = 3) int mutations) {
    agree(seed, mutations);
  }

  @Example
  void whatIsWrongInHalfAHeadIsRefusedAtOnce() {
    agree(-99_536, 2); // compressed without agreement, and cut in its length
  }

  private static void agree(long seed, int mutations) {
    Random random = new Random(seed);
    byte[] input = conversation(random);
    for (int i = 0; i < mutations; i++) {
      input[random.nextInt(input.length)] ^= (byte) (1 << random.nextInt(8));
    }
    List<String> expected = SlowMessages.read(input, MAX_MESSAGE);
    List<String> whole = Events.of(input, input.length, MAX_MESSAGE);
    assertThat(whole).isEqualTo(expected);
    List<String> cut = Events.of(input, 1 + random.nextInt(20), MAX_MESSAGE);
    assertThat(cut).isEqualTo(whole);
  }

  private static byte[] conversation(Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int messages = 1 + random.nextInt(4);
    for (int i = 0; i < messages; i++) {
      int fragments = 1 + random.nextInt(3);
      int opcode = 1 + random.nextInt(2);
      for (int j = 0; j < fragments; j++) {
        int fin = j == fragments - 1 ? Frame.FIN : 0;
        byte[] payload = payload(random, opcode);
        Frame frame = new Frame(fin, j == 0 ? opcode : 0, payload);
        out.writeBytes(frame.masked(random.nextInt()));
        if (random.nextInt(4) == 0) {
          out.writeBytes(Frame.of(Frame.FIN, 9 + random.nextInt(2), "p" + j).masked());
        }
      }
    }
    if (random.nextInt(3) == 0) {
      out.writeBytes(Frame.close(random.nextInt(900, 5100), "é").masked());
    }
    return out.toByteArray();
  }

  private static byte[] payload(Random random, int opcode) {
    int length = random.nextInt(8) == 0 ? random.nextInt(300) : random.nextInt(20);
    if (opcode == 2) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      return bytes;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length / 3; i++) {
      text.appendCodePoint(
          switch (random.nextInt(4)) {
            case 0 -> 0x20 + random.nextInt(0x60);
            case 1 -> 0x80 + random.nextInt(0x700);
            case 2 -> 0xe000 + random.nextInt(0x1fff);
            default -> 0x10000 + random.nextInt(0x100000);
          });
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Property(tries = 2_000)
  void anyMaskComesOffAtAnyOffset(
      @ForAll int mask, @ForAll @IntRange(max = 50) int count, @ForAll @IntRange(max = 9) int cut) {
    byte[] plain = new byte[count];
    new Random(mask).nextBytes(plain);
    byte[] masked = new byte[count];
    for (int i = 0; i < count; i++) {
      masked[i] = (byte) (plain[i] ^ mask >>> 24 - 8 * (i % 4));
    }
    byte[] got = new byte[count];
    int first = Math.min(cut, count);
    Masking.unmask(masked, 0, got, 0, first, mask, 0);
    Masking.unmask(masked, first, got, first, count - first, mask, first);
    assertThat(got).isEqualTo(plain);
  }

  @Property(tries = 20_000)
  void utf8IsTakenAsTheJdkTakesIt(@ForAll byte[] bytes, @ForAll @IntRange(max = 6) int cut) {
    List<byte[]> cases = new ArrayList<>(List.of(bytes));
    byte[] highOnes = bytes.clone();
    for (int i = 0; i < highOnes.length; i++) {
      highOnes[i] |= (byte) 0x80;
    }
    cases.add(highOnes);
    for (byte[] each : cases) {
      String decoded = new String(each, StandardCharsets.UTF_8);
      boolean wellFormed = java.util.Arrays.equals(decoded.getBytes(StandardCharsets.UTF_8), each);
      assertThat(accepts(each, Math.min(cut, each.length))).isEqualTo(wellFormed);
    }
  }

  private static boolean accepts(byte[] bytes, int cut) {
    Utf8Check check = new Utf8Check();
    return check.accepts(bytes, 0, cut)
        && check.accepts(bytes, cut, bytes.length)
        && check.isWhole();
  }
}
