package dev.weir.integration.websocket;

import static dev.weir.integration.websocket.ClientFrame.CONTINUATION;
import static dev.weir.integration.websocket.ClientFrame.close;
import static dev.weir.integration.websocket.ClientFrame.ping;
import static dev.weir.integration.websocket.ClientFrame.text;
import static dev.weir.integration.websocket.SuiteCase.numbered;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.examples.Examples;
import dev.weir.integration.examples.OnBothTransports;
import dev.weir.integration.process.RunningServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Group 7 of the public suite: how a WebSocket is closed. */
class SuiteCloseIT extends OnBothTransports {
  private static final int[] RIGHT_CODES = {
    1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999
  };
  private static final int[] WRONG_CODES = {0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999};

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
  @MethodSource({"handshakes", "payloads", "codes"})
  void behavesAsTheSuiteWants(SuiteCase one) throws IOException {
    one.run(conformance);
  }

  @Test
  void noCaseIsMissing() {
    assertThat(handshakes()).hasSize(6);
    assertThat(payloads()).hasSize(7);
    assertThat(codes()).hasSize(24);
  }

  /** What came before the close frame is answered, and what comes behind isn't. */
  static List<SuiteCase> handshakes() {
    ClientFrame message = text("Good morning");
    ClientFrame close = close(1000);
    ClientFrame big = text("0123456789abcdef".repeat(16 << 10));
    return List.of(
        numbered("7.1.1").sends(message).gets(message).endsCleanly(),
        numbered("7.1.2").sends(close, ClientFrame.of(ClientFrame.CLOSE, "")).endsWith(1000),
        numbered("7.1.3").sends(close, ping("")).endsWith(1000),
        numbered("7.1.4").sends(close, message).endsWith(1000),
        numbered("7.1.5")
            .sends(text("one").unfinished(), close, ClientFrame.of(CONTINUATION, "two"))
            .endsWith(1000),
        numbered("7.1.6")
            .sends(big, message, close, ping(""))
            .gets(big)
            .gets(message)
            .endsWith(1000));
  }

  static List<SuiteCase> payloads() {
    byte[] notText = HexFormat.of().parseHex("cebae1bdb9cf83cebcceb5eda080656469746564");
    return List.of(
        numbered("7.3.1")
            .sends(ClientFrame.of(ClientFrame.CLOSE, ""))
            .endsWith(ServerFrame.NO_CODE),
        numbered("7.3.2").sends(ClientFrame.of(ClientFrame.CLOSE, "a")).endsWith(1002),
        numbered("7.3.3").sends(close(1000)).endsWith(1000),
        numbered("7.3.4").sends(close(1000, "Good night".getBytes(UTF_8))).endsWith(1000),
        numbered("7.3.5").sends(close(1000, "*".repeat(123).getBytes(UTF_8))).endsWith(1000),
        numbered("7.3.6").sends(close(1000, "*".repeat(124).getBytes(UTF_8))).endsWith(1002),
        numbered("7.5.1").sends(close(1000, notText)).endsWith(1007));
  }

  /** 7.13 is left open by the RFC; a code that can't be is an error here. */
  static List<SuiteCase> codes() {
    List<SuiteCase> cases = new ArrayList<>();
    for (int i = 0; i < RIGHT_CODES.length; i++) {
      int code = RIGHT_CODES[i];
      cases.add(numbered("7.7." + (i + 1)).sends(close(code)).endsWith(code));
    }
    for (int i = 0; i < WRONG_CODES.length; i++) {
      cases.add(numbered("7.9." + (i + 1)).sends(close(WRONG_CODES[i])).endsWith(1002));
    }
    cases.add(numbered("7.13.1").sends(close(5000)).endsWith(1002));
    cases.add(numbered("7.13.2").sends(close(65_535)).endsWith(1002));
    return cases;
  }
}
