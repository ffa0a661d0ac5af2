package dev.weir.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8CheckTest {
  @Test
  void everyCodePointIsAccepted() {
    StringBuilder all = new StringBuilder();
    for (int i = 1; i <= Character.MAX_CODE_POINT; i++) {
      if (i < Character.MIN_SURROGATE || i > Character.MAX_SURROGATE) {
        all.appendCodePoint(i);
      }
    }
    byte[] bytes = all.toString().getBytes(StandardCharsets.UTF_8);
    assertThat(new Utf8Check().accepts(bytes, 0, bytes.length)).isTrue();
  }

  @Test
  void itAgreesWithTheDecoderOfTheJdkHoweverTheBytesAreCut() {
    Random random = new Random(1);
    byte[] likely = {
      0x41, (byte) 0x80, (byte) 0x8f, (byte) 0x90, (byte) 0x9f, (byte) 0xa0, (byte) 0xbf
    };
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[4];
      for (int k = 0; k < bytes.length; k++) {
        bytes[k] =
            k == 0 || random.nextInt(4) == 0
                ? (byte) (0xc0 + random.nextInt(64))
                : likely[random.nextInt(likely.length)];
      }
      Utf8Check check = new Utf8Check();
      int cut = random.nextInt(bytes.length + 1);
      boolean accepted =
          check.accepts(bytes, 0, cut)
              && check.accepts(bytes, cut, bytes.length)
              && check.isWhole();
      assertThat(accepted).as(HexFormat.of().formatHex(bytes)).isEqualTo(isUtf8(bytes));
    }
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      var unused = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
