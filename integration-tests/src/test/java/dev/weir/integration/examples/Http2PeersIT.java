package dev.weir.integration.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Child;
import dev.weir.integration.process.H2spec;
import dev.weir.integration.process.RunningServer;
import dev.weir.integration.process.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

/** HTTP/2 in clear text with clients that we didn't write. */
class Http2PeersIT extends OnBothTransports {
  private static RunningServer conformance;

  @BeforeParameterizedClassInvocation
  static void start(String transport) {
    conformance = Examples.start("conformance", transport);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    conformance.close();
  }

  private static String url(String path) {
    return conformance.url(path).toString();
  }

  private static String curl(String... arguments) {
    Tools.assumeInstalled("curl");
    String[] command = new String[arguments.length + 3];
    command[0] = "curl";
    command[1] = "-sS";
    command[2] = "--http2-prior-knowledge";
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    try (Child curl = Tools.run(command)) {
      assertThat(curl.awaitExit()).as(curl.said()).isZero();
      return curl.out();
    }
  }

  @Test
  void servesCurlOnTheSamePortAsHttp1() {
    assertThat(curl("-o", "/dev/null", "-w", "%{http_code} %{http_version}", url("/")))
        .isEqualTo("200 2");
    assertThat(curl("-I", "-w", "%{http_code}", url("/"))).contains("HTTP/2 200");
    try (Child old = Tools.run("curl", "-sS", "-w", " %{http_version}", url("/"))) {
      assertThat(old.out()).endsWith(" 1.1");
    }
  }

  @Test
  void ignoresAnOfferToUpgrade() {
    Tools.assumeInstalled("curl");
    String told = "%{http_code} %{http_version}";
    try (Child curl =
        Tools.run("curl", "-sS", "--http2", "-o", "/dev/null", "-w", told, url("/"))) {
      assertThat(curl.out()).isEqualTo("200 1.1");
    }
  }

  @Test
  void takesAndSendsBigBodies(@TempDir Path directory) throws IOException {
    byte[] sent = new byte[1_500_000];
    new Random(4).nextBytes(sent);
    Path file = Files.write(directory.resolve("sent"), sent);
    Path back = directory.resolve("back");
    curl("--data-binary", "@" + file, "-o", back.toString(), url("/"));
    assertThat(Files.readAllBytes(back)).isEqualTo(sent);
    Path big = directory.resolve("big");
    curl("-o", big.toString(), url("/big.bin"));
    assertThat(big).hasSize(16 << 20);
  }

  @Test
  void joinsCookiesAndSendsTrailers() {
    assertThat(curl("-b", "a=b; c=d", url("/cookie"))).isEqualTo("a=b\nc=d");
    Tools.assumeInstalled("nghttp");
    try (Child nghttp = Tools.run("nghttp", "-nv", url("/trailers"))) {
      assertThat(nghttp.awaitExit()).as(nghttp.said()).isZero();
      assertThat(nghttp.out()).contains("; END_STREAM").contains("recv HEADERS frame");
    }
  }

  @Test
  void servesManyStreamsOfNghttpSideBySide() {
    Tools.assumeInstalled("nghttp");
    try (Child nghttp =
        Tools.run("nghttp", "-n", "-s", "-m", "20", url("/"), url("/big.bin"), url("/echo"))) {
      assertThat(nghttp.awaitExit()).as(nghttp.said()).isZero();
      assertThat(nghttp.out().lines().filter(line -> line.contains(" 200 "))).hasSize(60);
    }
  }

  @Test
  void servesH2loadWithoutAnError() {
    Tools.assumeInstalled("h2load");
    try (Child h2load = Tools.run("h2load", "-n", "4000", "-c", "8", "-m", "16", url("/"))) {
      assertThat(h2load.awaitExit()).as(h2load.said()).isZero();
      assertThat(h2load.out()).contains("4000 succeeded, 0 failed, 0 errored, 0 timeout");
    }
  }

  @Test
  void passesH2spec(@TempDir Path directory) throws IOException {
    try (Child h2spec = H2spec.run(directory, conformance.address(), "-o", "5")) {
      assertThat(h2spec.awaitExit()).as(h2spec.said()).isZero();
      assertThat(h2spec.out()).contains(" 0 failed");
    }
  }
}
