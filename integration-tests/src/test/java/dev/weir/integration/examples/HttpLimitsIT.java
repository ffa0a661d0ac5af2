package dev.weir.integration.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Jvm;
import dev.weir.integration.process.RunningServer;
import dev.weir.testkit.http.RawClient;
import dev.weir.testkit.http.RawResponse;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client sees at a limit of HTTP/1, on each transport. */
class HttpLimitsIT extends OnBothTransports {
  private static final String POST = "POST /echo HTTP/1.1\\r\\nHost: a\\r\\n";

  private static RunningServer bench;

  @BeforeParameterizedClassInvocation
  static void start(String transport) {
    Jvm jvm =
        new Jvm()
            .property("weir.limits.max-request-line", "100")
            .property("weir.limits.max-headers", "5")
            .property("weir.limits.max-header-bytes", "300")
            .property("weir.limits.max-body", "10")
            .property("weir.limits.header-timeout", "300ms")
            .property("weir.limits.progress-timeout", "300ms");
    bench = Examples.start(jvm, "bench", transport);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    bench.close();
  }

  @ParameterizedTest
  @CsvSource({
    "431, GET / HTTP/1.1\\r\\nHost: a\\r\\n1: a\\r\\n2: a\\r\\n3: a\\r\\n4: a\\r\\n5:"
        + " a\\r\\n\\r\\n",
    "413, " + POST + "Content-Length: 11\\r\\n\\r\\n",
    "413, " + POST + "Transfer-Encoding: chunked\\r\\n\\r\\nb\\r\\n",
    "413, " + POST + "Transfer-Encoding: chunked\\r\\n\\r\\n6\\r\\nabcdef\\r\\n6\\r\\n",
    "408, G",
    "408, GET / HTTP/1.1\\r\\nHost: a",
    "408, " + POST + "Content-Length: 5\\r\\n\\r\\nhell",
    "408, " + POST + "Transfer-Encoding: chunked\\r\\n\\r\\n5\\r\\nhello\\r\\n"
  })
  void itsLimitIsAnsweredAndTheConnectionEnds(int status, String sent) throws IOException {
    try (RawClient client = RawClient.connect(bench.address())) {
      client.send(sent.translateEscapes());
      RawResponse answer = client.read();
      assertThat(answer.status()).as(answer.text()).isEqualTo(status);
      assertThat(answer.header("Connection")).isEqualTo("close");
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void aTargetThatIsTooLongIsRefusedBeforeItsEnd() throws IOException {
    try (RawClient client = RawClient.connect(bench.address())) {
      client.send("GET /" + "a".repeat(100));
      assertThat(client.read().status()).isEqualTo(414);
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void aSectionThatIsTooLongIsRefusedBeforeItsEnd() throws IOException {
    try (RawClient client = RawClient.connect(bench.address())) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(300));
      assertThat(client.read().status()).isEqualTo(431);
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void aConnectionWithoutARequestEndsWithoutAnAnswer() throws IOException {
    try (RawClient client = RawClient.connect(bench.address())) {
      assertThat(client.readToEnd()).isEmpty();
    }
  }
}
