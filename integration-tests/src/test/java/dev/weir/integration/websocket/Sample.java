package dev.weir.integration.websocket;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** What is compressed: as the suite's files in kind and size, and made here. */
enum Sample {
  /** Records with keys that come again. */
  JSON(1, 194_056) {
    @Override
    void add(StringBuilder text, Random random) {
      text.append("{\"id\":").append(random.nextInt(100_000)).append(",\"name\":\"");
      word(text, random);
      text.append("\",\"price\":").append(random.nextInt(9_999) / 100.0);
      text.append(",\"tags\":[\"").append(random.nextInt(50)).append("\",\"größe\"]},\n");
    }
  },

  /** A picture in levels of grey: neighbours are alike, and hardly ever the same. */
  PICTURE(2, 263_222) {
    @Override
    void add(StringBuilder text, Random random) {
      int row = text.length() >> 9;
      int column = text.length() & 511;
      text.append((char) (((row + column) / 4 + random.nextInt(6)) & 0xff));
    }
  },

  /** Words and lines. */
  PROSE(2, 222_218) {
    @Override
    void add(StringBuilder text, Random random) {
      word(text, random);
      text.append(random.nextInt(9) == 0 ? ",\n" : " ");
    }
  },

  /** Elements around words, some of which aren't of ASCII. */
  MARKUP(1, 263_647) {
    @Override
    void add(StringBuilder text, Random random) {
      text.append("<li class=\"item\"><a href=\"/p/").append(random.nextInt(5_000)).append("\">");
      word(text, random);
      text.append(" \u03bb\u03cc\u03b3\u03bf\u03c2</a></li>\n");
    }
  },

  /** Mostly compressed already. */
  NOISE(2, 1_042_328) {
    @Override
    void add(StringBuilder text, Random random) {
      if (random.nextInt(400) == 0) {
        text.append("endstream\nendobj\n");
      }
      text.append((char) random.nextInt(256));
    }
  };

  private static final String SYLLABLES = "lamoritensadogevuxipekinobralt";

  private final int opcode;
  private final String text;

  Sample(int opcode, int length) {
    this.opcode = opcode;
    Random random = new Random(length);
    StringBuilder made = new StringBuilder(length + 100);
    while (made.length() < length) {
      add(made, random);
    }
    this.text = made.substring(0, length);
  }

  /** Adds a little more. */
  abstract void add(StringBuilder text, Random random);

  private static void word(StringBuilder text, Random random) {
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = 2 * random.nextInt(SYLLABLES.length() / 2);
      text.append(SYLLABLES, at, at + 2);
    }
  }

  int opcode() {
    return opcode;
  }

  /** So many characters from a place on, round and round. */
  byte[] part(int from, int length) {
    int start = from % text.length();
    int end = start + length;
    String part =
        end <= text.length()
            ? text.substring(start, end)
            : text.substring(start) + text.substring(0, end - text.length());
    return part.getBytes(
        opcode == ClientFrame.TEXT ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
  }
}
