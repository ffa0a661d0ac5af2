package dev.weir.integration.websocket;

import static dev.weir.integration.websocket.ClientFrame.CONTINUATION;
import static dev.weir.integration.websocket.ClientFrame.TEXT;
import static dev.weir.integration.websocket.ClientFrame.text;
import static dev.weir.integration.websocket.SuiteCase.numbered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.examples.Examples;
import dev.weir.integration.examples.OnBothTransports;
import dev.weir.integration.process.RunningServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Group 6 of the public suite: UTF-8, whole and cut, right and wrong; the sequences are those of
 * Markus Kuhn's stress test of decoders. Whether one is right says the JDK's decoder.
 */
class SuiteTextIT extends OnBothTransports {
  private static final String WORD = "ceba e1bdb9 cf83 cebc ceb5"; // "kosme" in Greek letters
  private static final String[] UNFINISHED = {
    "c0",
    "e080",
    "f08080",
    "f8808080",
    "fc80808080",
    "df",
    "efbf",
    "f7bfbf",
    "fbbfbfbf",
    "fdbfbfbfbf"
  };

  /** From 6.5 on; each as its octets. */
  private static final List<List<String>> SEQUENCES =
      List.of(
          // 6.5: some that are right
          List.of(around("24"), around("c2a2"), around("e282ac"), around("f0a4ada2"), WORD),
          // 6.6: a word, cut anywhere
          IntStream.rangeClosed(1, 11)
              .mapToObj(n -> WORD.replace(" ", "").substring(0, 2 * n))
              .toList(),
          // 6.7, 6.8: the first of each length
          List.of("00", "c280", "e0a080", "f0908080"),
          List.of("f888808080", "fc8480808080"),
          // 6.9, 6.10: the last of each length
          List.of("7f", "dfbf", "efbfbf", "f48fbfbf"),
          List.of("f7bfbfbf", "fbbfbfbfbf", "fdbfbfbfbfbf"),
          // 6.11: other boundaries
          List.of("ed9fbf", "ee8080", "efbfbd", "f48fbfbf", "f4908080"),
          // 6.12: continuations alone
          List.of(
              "80",
              "bf",
              "80bf",
              "80bf80",
              "80bf80bf",
              "80bf80bf80",
              "80bf80bf80bf",
              run(0x80, 0xbf, "")),
          // 6.13: starts alone
          List.of(
              run(0xc0, 0xdf, "20"),
              run(0xe0, 0xef, "20"),
              run(0xf0, 0xf7, "20"),
              run(0xf8, 0xfb, "20"),
              run(0xfc, 0xfd, "20")),
          // 6.14, 6.15: the last octet is missing
          List.of(UNFINISHED),
          List.of(String.join("", UNFINISHED)),
          // 6.16: octets that never occur
          List.of("fe", "ff", "fefeffff"),
          // 6.17 to 6.19: longer than need be, for a slash, at most, and for NUL
          List.of("c0af", "e080af", "f08080af", "f8808080af", "fc80808080af"),
          List.of("c1bf", "e09fbf", "f08fbfbf", "f887bfbfbf", "fc83bfbfbfbf"),
          List.of("c080", "e08080", "f0808080", "f880808080", "fc8080808080"),
          // 6.20, 6.21: surrogates, single and in pairs
          List.of("eda080", "edadbf", "edae80", "edafbf", "edb080", "edbe80", "edbfbf"),
          List.of(
              "eda080edb080",
              "eda080edbfbf",
              "edadbfedb080",
              "edadbfedbfbf",
              "edae80edb080",
              "edae80edbfbf",
              "edafbfedb080",
              "edafbfedbfbf"),
          // 6.22: code points that stand for no character
          nonCharacters(),
          // 6.23: specials
          List.of("efbfb9", "efbfba", "efbfbb", "efbfbc", "efbfbd", "efbfbe", "efbfbf"));

  private static RunningServer conformance;

  @BeforeParameterizedClassInvocation
  static void start(String transport) {
    conformance = Examples.start("conformance", transport);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (conformance != null) {
      conformance.close();
      conformance = null;
    }
  }

  private static String around(String sequence) {
    HexFormat hex = HexFormat.of();
    return hex.formatHex("hello".getBytes(StandardCharsets.US_ASCII))
        + sequence
        + hex.formatHex("world".getBytes(StandardCharsets.US_ASCII));
  }

  /** The octets from one to before another, each with something behind it. */
  private static String run(int from, int to, String behind) {
    StringBuilder all = new StringBuilder();
    for (int octet = from; octet < to; octet++) {
      all.append(Integer.toHexString(octet)).append(behind);
    }
    return all.toString();
  }

  /** U+xFFFE and U+xFFFF of each plane. */
  private static List<String> nonCharacters() {
    List<String> all = new ArrayList<>();
    for (int plane = 0; plane <= 0x10; plane++) {
      for (int last = 0xfffe; last <= 0xffff; last++) {
        String character = Character.toString(plane << 16 | last);
        all.add(HexFormat.of().formatHex(character.getBytes(StandardCharsets.UTF_8)));
      }
    }
    return all;
  }

  private static byte[] octets(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static boolean isRight(byte[] octets) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"rightAndWrong", "failsFast", "sequences"})
  void behavesAsTheSuiteWants(SuiteCase one) throws IOException {
    one.run(conformance);
  }

  @Test
  void noCaseIsMissing() {
    assertThat(rightAndWrong()).hasSize(9);
    assertThat(failsFast()).hasSize(4);
    assertThat(sequences()).hasSize(132);
  }

  static List<SuiteCase> rightAndWrong() {
    ClientFrame empty = text("");
    ClientFrame nothing = ClientFrame.of(CONTINUATION, "");
    ClientFrame middle = ClientFrame.of(CONTINUATION, "in the middle");
    ClientFrame greeting = text("Grüße aus Köln, \u4f60\u597d");
    ClientFrame word = ClientFrame.of(TEXT, octets(WORD));
    byte[] wrong = octets(WORD + "eda080" + "656469746564");
    return List.of(
        numbered("6.1.1").sends(empty).gets(empty).endsCleanly(),
        numbered("6.1.2")
            .sends(empty.unfinished(), nothing.unfinished(), nothing)
            .gets(empty)
            .endsCleanly(),
        numbered("6.1.3")
            .sends(empty.unfinished(), middle.unfinished(), nothing)
            .gets(text("in the middle"))
            .endsCleanly(),
        numbered("6.2.1").sends(greeting).gets(greeting).endsCleanly(),
        numbered("6.2.2")
            .sends(
                text("Grüße").unfinished(), ClientFrame.of(CONTINUATION, " aus Köln, \u4f60\u597d"))
            .gets(greeting)
            .endsCleanly(),
        octetwise(numbered("6.2.3"), greeting.payload()).gets(greeting).endsCleanly(),
        octetwise(numbered("6.2.4"), word.payload()).gets(word).endsCleanly(),
        numbered("6.3.1").sends(ClientFrame.of(TEXT, wrong)).endsWith(1007),
        octetwise(numbered("6.3.2"), wrong).endsWith(1007));
  }

  private static SuiteCase octetwise(SuiteCase begun, byte[] message) {
    return begun.sends(ClientFrame.fragments(TEXT, message, 1));
  }

  /**
   * U+110000 behind a word, in fragments and in parts of one frame. The end comes with the octet
   * that makes it wrong: what follows isn't sent. A ping shows that what precedes was taken.
   */
  static List<SuiteCase> failsFast() {
    int length = octets(WORD).length;
    ClientFrame word = ClientFrame.of(TEXT, octets(WORD)).unfinished();
    ClientFrame ping = ClientFrame.ping("so far");
    ClientFrame pong = ClientFrame.of(ClientFrame.PONG, "so far");
    ClientFrame wrong = ClientFrame.of(CONTINUATION, octets("f4908080")).unfinished();
    ClientFrame started = ClientFrame.of(TEXT, octets(WORD + "f4")).unfinished();
    ClientFrame spoilt = ClientFrame.of(CONTINUATION, octets("90")).unfinished();
    ClientFrame whole = ClientFrame.of(TEXT, octets(WORD + "f4908080" + "656469746564"));
    int head = 6;
    return List.of(
        numbered("6.4.1").sends(word, ping).gets(pong).sends(wrong).endsWith(1007),
        numbered("6.4.2").sends(started, ping).gets(pong).sends(spoilt).endsWith(1007),
        numbered("6.4.3")
            .sendsPart(0, head + length, whole)
            .sendsPart(head + length, head + length + 4, whole)
            .endsWith(1007),
        numbered("6.4.4")
            .sendsPart(0, head + length + 1, whole)
            .sendsPart(head + length + 1, head + length + 2, whole)
            .endsWith(1007));
  }

  static List<SuiteCase> sequences() {
    List<SuiteCase> cases = new ArrayList<>();
    for (int i = 0; i < SEQUENCES.size(); i++) {
      List<String> group = SEQUENCES.get(i);
      for (int j = 0; j < group.size(); j++) {
        ClientFrame frame = ClientFrame.of(TEXT, octets(group.get(j)));
        SuiteCase sent = numbered("6." + (i + 5) + "." + (j + 1)).sends(frame);
        cases.add(isRight(frame.payload()) ? sent.gets(frame).endsCleanly() : sent.endsWith(1007));
      }
    }
    return cases;
  }
}
