package dev.weir.integration.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Child;
import dev.weir.integration.process.RunningServer;
import dev.weir.integration.process.Tools;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

class HelloIT extends OnBothTransports {
  private static RunningServer hello;
  @AutoClose private final JdkHttp http = new JdkHttp();

  @BeforeParameterizedClassInvocation
  static void start(String transport) {
    hello = Examples.start("hello", transport);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    hello.close();
  }

  @Test
  void greetsTheJdksClient() {
    HttpResponse<String> answer = http.get(hello.url("/"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("Hello\n");
    assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
    assertThat(answer.headers().firstValue("content-length")).hasValue("6");
    assertThat(answer.headers().firstValue("date")).isPresent();
  }

  @Test
  void greetsByADecodedName() {
    assertThat(http.get(hello.url("/Zo%C3%AB")).body()).isEqualTo("Hello, Zoë\n");
  }

  @Test
  void knowsNoDeeperPath() {
    HttpResponse<String> answer = http.get(hello.url("/a/b"));
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
  }

  @Test
  void greetsCurl() {
    Tools.assumeInstalled("curl");
    try (Child curl =
        Tools.run("curl", "-sS", "-w", "%{http_code} %{http_version}", hello.url("/").toString())) {
      assertThat(curl.awaitExit()).as(curl.said()).isZero();
      assertThat(curl.out()).isEqualTo("Hello\n200 1.1");
    }
  }

  @Test
  void reusesTheConnectionOfCurl() {
    Tools.assumeInstalled("curl");
    String url = hello.url("/x").toString();
    try (Child curl = Tools.run("curl", "-sS", "-w", "%{num_connects} ", url, url, url)) {
      assertThat(curl.out().replace('\n', ' ')).isEqualTo("Hello, x 1 Hello, x 0 Hello, x 0 ");
    }
  }

  @Test
  void servesHttp10AsNginxSpeaksIt() {
    Tools.assumeInstalled("curl");
    try (Child curl = Tools.run("curl", "-sS", "-0", "-i", hello.url("/").toString())) {
      assertThat(curl.out()).contains("200").containsIgnoringCase("connection: close");
      assertThat(curl.out()).endsWith("Hello");
    }
  }
}
