package dev.weir.integration.websocket;

import static dev.weir.integration.websocket.ClientFrame.BINARY;
import static dev.weir.integration.websocket.ClientFrame.CONTINUATION;
import static dev.weir.integration.websocket.ClientFrame.PING;
import static dev.weir.integration.websocket.ClientFrame.PONG;
import static dev.weir.integration.websocket.ClientFrame.TEXT;
import static dev.weir.integration.websocket.ClientFrame.ping;
import static dev.weir.integration.websocket.ClientFrame.text;
import static dev.weir.integration.websocket.SuiteCase.numbered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.examples.Examples;
import dev.weir.integration.examples.OnBothTransports;
import dev.weir.integration.process.RunningServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Groups 1 to 5 of the public suite: frames, pings, reserved bits, opcodes, fragments. */
class SuiteFramesIT extends OnBothTransports {
  private static final byte[] NOT_TEXT = {0, (byte) 0xff, (byte) 0xfe, (byte) 0xfd, 0, (byte) 0xff};
  private static final ClientFrame GREETING = text("Good morning");
  private static final ClientFrame PING_ALONE = ping("");

  private static final ClientFrame STRAY = ClientFrame.of(CONTINUATION, "nothing before");
  private static final ClientFrame ONE = text("one ").unfinished();
  private static final ClientFrame TWO = ClientFrame.of(CONTINUATION, "two ");

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

  @ParameterizedTest(name = "{0}")
  @MethodSource({"frames", "pings", "reservedBits", "reservedOpcodes", "fragments", "stray"})
  void behavesAsTheSuiteWants(SuiteCase one) throws IOException {
    one.run(conformance);
  }

  @Test
  void noCaseIsMissing() {
    assertThat(frames()).hasSize(16);
    assertThat(pings()).hasSize(11);
    assertThat(reservedBits()).hasSize(7);
    assertThat(reservedOpcodes()).hasSize(10);
    assertThat(Stream.concat(fragments().stream(), stray().stream())).hasSize(20);
  }

  // ---- Group 1: text and binary messages of each form of length.

  static List<SuiteCase> frames() {
    List<SuiteCase> cases = new ArrayList<>();
    for (int kind : new int[] {TEXT, BINARY}) {
      int number = 1;
      for (int length : new int[] {0, 125, 126, 127, 128, 65_535, 65_536}) {
        ClientFrame frame = filled(kind, length);
        cases.add(numbered("1." + kind + "." + number++).sends(frame).gets(frame).endsCleanly());
      }
      ClientFrame chopped = filled(kind, 65_536);
      cases.add(
          numbered("1." + kind + ".8").sendsChopped(997, chopped).gets(chopped).endsCleanly());
    }
    return cases;
  }

  private static ClientFrame filled(int kind, int length) {
    byte[] payload = new byte[length];
    Arrays.fill(payload, (byte) (kind == TEXT ? '*' : 0xfe));
    return ClientFrame.of(kind, payload);
  }

  // ---- Group 2: pings and pongs.

  static List<SuiteCase> pings() {
    ClientFrame full = ClientFrame.of(PING, filled(BINARY, 125).payload());
    ClientFrame tooLong = ClientFrame.of(PING, filled(BINARY, 126).payload());
    ClientFrame unasked = ClientFrame.of(PONG, "nobody asked");
    ClientFrame[] ten =
        IntStream.range(0, 10).mapToObj(i -> ping("ping " + i)).toArray(ClientFrame[]::new);
    return List.of(
        pinged("2.1", PING_ALONE),
        pinged("2.2", ping("are you there?")),
        pinged("2.3", ClientFrame.of(PING, NOT_TEXT)),
        pinged("2.4", full),
        numbered("2.5").sends(tooLong).endsWith(1002),
        numbered("2.6").sendsChopped(1, full).gets(pong(full)).endsCleanly(),
        numbered("2.7").sends(ClientFrame.of(PONG, "")).endsCleanly(),
        numbered("2.8").sends(unasked).endsCleanly(),
        numbered("2.9").sends(unasked, ping("asked")).gets(pong(ping("asked"))).endsCleanly(),
        allPonged(numbered("2.10").sends(ten), ten),
        allPonged(numbered("2.11").sendsChopped(1, ten), ten));
  }

  private static SuiteCase pinged(String number, ClientFrame ping) {
    return numbered(number).sends(ping).gets(pong(ping)).endsCleanly();
  }

  private static SuiteCase allPonged(SuiteCase sent, ClientFrame... pings) {
    SuiteCase all = sent;
    for (ClientFrame ping : pings) {
      all = all.gets(pong(ping));
    }
    return all.endsCleanly();
  }

  private static ClientFrame pong(ClientFrame ping) {
    return ClientFrame.of(PONG, ping.payload());
  }

  // ---- Group 3: reserved bits. What came before is answered, and what comes behind isn't.

  static List<SuiteCase> reservedBits() {
    return List.of(
        numbered("3.1").sends(GREETING.reserved(1)).endsWith(1002),
        numbered("3.2")
            .sends(GREETING, GREETING.reserved(2), PING_ALONE)
            .gets(GREETING)
            .endsWith(1002),
        numbered("3.3")
            .sendsSingly(GREETING, GREETING.reserved(3), PING_ALONE)
            .gets(GREETING)
            .endsWith(1002),
        numbered("3.4")
            .sendsChopped(1, GREETING, GREETING.reserved(4), PING_ALONE)
            .gets(GREETING)
            .endsWith(1002),
        numbered("3.5").sends(ClientFrame.of(BINARY, NOT_TEXT).reserved(5)).endsWith(1002),
        numbered("3.6").sends(ping("are you there?").reserved(6)).endsWith(1002),
        numbered("3.7").sends(ClientFrame.close(1000).reserved(7)).endsWith(1002));
  }

  // ---- Group 4: opcodes that mean nothing, 3 to 7 of data and 11 to 15 of control frames.

  static List<SuiteCase> reservedOpcodes() {
    List<SuiteCase> cases = new ArrayList<>();
    for (int first : new int[] {3, 11}) {
      String group = first == 3 ? "4.1." : "4.2.";
      ClientFrame[] unknown =
          IntStream.range(0, 5)
              .mapToObj(i -> ClientFrame.of(first + i, i == 0 || i == 2 ? "" : "what is this?"))
              .toArray(ClientFrame[]::new);
      cases.add(numbered(group + 1).sends(unknown[0]).endsWith(1002));
      cases.add(numbered(group + 2).sends(unknown[1]).endsWith(1002));
      for (int i = 2; i < 4; i++) {
        cases.add(
            numbered(group + (i + 1))
                .sends(GREETING, unknown[i], PING_ALONE)
                .gets(GREETING)
                .endsWith(1002));
      }
      cases.add(
          numbered(group + 5)
              .sendsChopped(1, GREETING, unknown[4], PING_ALONE)
              .gets(GREETING)
              .endsWith(1002));
    }
    return cases;
  }

  // ---- Group 5: fragments.

  static List<SuiteCase> fragments() {
    ClientFrame whole = text("one two ");
    ClientFrame between = ping("between");
    ClientFrame pong = pong(between);
    return List.of(
        numbered("5.1").sends(between.unfinished(), TWO).endsWith(1002),
        numbered("5.2").sends(pong.unfinished(), TWO).endsWith(1002),
        numbered("5.3").sends(ONE, TWO).gets(whole).endsCleanly(),
        numbered("5.4").sendsSingly(ONE, TWO).gets(whole).endsCleanly(),
        numbered("5.5").sendsChopped(1, ONE, TWO).gets(whole).endsCleanly(),
        numbered("5.6").sends(ONE, between, TWO).gets(pong).gets(whole).endsCleanly(),
        numbered("5.7").sendsSingly(ONE, between, TWO).gets(pong).gets(whole).endsCleanly(),
        numbered("5.8").sendsChopped(1, ONE, between, TWO).gets(pong).gets(whole).endsCleanly(),
        numbered("5.18").sends(ONE, text("two ")).endsWith(1002),
        pingedTwice("5.19", false),
        pingedTwice("5.20", true));
  }

  /** The first ping is answered although the message isn't whole. */
  private static SuiteCase pingedTwice(String number, boolean singly) {
    ClientFrame more = TWO.unfinished();
    ClientFrame[] first = {ONE, more, ping("first")};
    ClientFrame[] second = {more, more, ping("second"), TWO};
    SuiteCase begun = numbered(number);
    SuiteCase answered =
        (singly ? begun.sendsSingly(first) : begun.sends(first)).gets(pong(ping("first")));
    return (singly ? answered.sendsSingly(second) : answered.sends(second))
        .gets(pong(ping("second")))
        .gets(text("one two two two two "))
        .endsCleanly();
  }

  // ---- Group 5 too: continuations of nothing.

  static List<SuiteCase> stray() {
    ClientFrame begins = STRAY.unfinished();
    return List.of(
        numbered("5.9").sends(STRAY, GREETING).endsWith(1002),
        numbered("5.10").sendsSingly(STRAY, GREETING).endsWith(1002),
        numbered("5.11").sendsChopped(1, STRAY, GREETING).endsWith(1002),
        numbered("5.12").sends(begins, GREETING).endsWith(1002),
        numbered("5.13").sendsSingly(begins, GREETING).endsWith(1002),
        numbered("5.14").sendsChopped(1, begins, GREETING).endsWith(1002),
        numbered("5.15").sends(ONE, TWO, begins, GREETING).gets(text("one two ")).endsWith(1002),
        numbered("5.16").sends(begins, ONE, TWO, begins, ONE, TWO).endsWith(1002),
        numbered("5.17").sends(STRAY, ONE, TWO, STRAY, ONE, TWO).endsWith(1002));
  }
}
