package dev.weir.integration.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Child;
import dev.weir.integration.process.Jvm;
import dev.weir.integration.process.RunningServer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What all examples have in common on the command line. */
class CommandLineIT {
  static Stream<String> names() {
    return Examples.mainClasses().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void helpSaysWhatItTakes(String name) {
    try (Child help = Examples.command(new Jvm(), name, "nio", List.of("--help"))) {
      assertThat(help.awaitExit()).as(help.said()).isZero();
      assertThat(help.out()).contains("Usage: " + name, "--host", "--port", "--transport");
    }
  }

  @Test
  void anUnknownOptionIsAnError() {
    try (Child bench =
        Examples.command(new Jvm(), "bench", "nio", List.of("--dispatsh=loop", "--port=0"))) {
      assertThat(bench.awaitExit()).isEqualTo(2);
      assertThat(bench.err()).contains("--dispatsh").contains("--dispatch");
    }
  }

  @Test
  void aPortThatIsTakenIsALineAndNoStackTrace() {
    try (RunningServer first = Examples.start("hello", "nio")) {
      URI taken = first.url();
      List<String> arguments = List.of("--port=" + taken.getPort());
      try (Child second = Examples.command(new Jvm(), "hello", "nio", arguments)) {
        assertThat(second.awaitExit()).as(second.said()).isEqualTo(1);
        assertThat(second.err()).contains("" + taken.getPort()).doesNotContain("\tat ");
      }
    }
  }

  @Test
  void aSecondSignalCutsWhatStillRuns() throws IOException {
    try (RunningServer bench = Examples.start("bench", "nio");
        Socket socket = bench.connect()) {
      String head =
          "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().read()).isEqualTo('H'); // of "100 Continue": it runs
      bench.child().terminate();
      bench.child().awaitErr(Pattern.compile("Shutting down"));
      assertThat(bench.child().isAlive()).isTrue();
      bench.child().terminate();
      bench.child().awaitExit();
      assertThat(bench.child().err()).containsIgnoringCase("second signal").contains("1 cut");
    }
  }
}
