package dev.weir.integration.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Child;
import dev.weir.integration.process.H2spec;
import dev.weir.integration.process.RunningServer;
import dev.weir.integration.process.Tools;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 with clients that we didn't write: in clear text, and nghttp2's with TLS, too. */
class Http2PeersIT extends OnBothTransports {
  private static RunningServer conformance;
  private static URI tls;

  @BeforeParameterizedClassInvocation
  static void start(String transport) {
    conformance = Examples.start("conformance", transport, "--tls-port=0");
    tls = Front.tlsUrl(conformance.child());
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    conformance.close();
  }

  private static String url(String path) {
    return url(false, path);
  }

  private static String url(boolean secure, String path) {
    return (secure ? tls.resolve(path) : conformance.url(path)).toString();
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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void servesManyStreamsOfNghttpSideBySide(boolean secure) {
    Tools.assumeInstalled("nghttp");
    try (Child nghttp =
        Tools.run(
            "nghttp",
            "-n",
            "-s",
            "-m",
            "20",
            "-Haccept-encoding: identity",
            url(secure, "/"),
            url(secure, "/big.bin"),
            url(secure, "/echo"))) {
      assertThat(nghttp.awaitExit()).as(nghttp.said()).isZero();
      assertThat(nghttp.out().lines().filter(line -> line.contains(" 200 "))).hasSize(60);
    }
  }

  @ParameterizedTest
  @CsvSource({"false, h2c", "true, h2", "false, http/1.1", "true, http/1.1"})
  void servesH2loadWithoutAnError(boolean secure, String protocol) {
    Tools.assumeInstalled("h2load");
    String options = "-n4000 -c8 -m16" + (protocol.equals("http/1.1") ? " --h1 " : " ");
    String[] command = ("h2load " + options + url(secure, "/")).split(" ");
    try (Child h2load = Tools.run(command)) {
      assertThat(h2load.awaitExit()).as(h2load.said()).isZero();
      assertThat(h2load.out())
          .contains("Application protocol: " + protocol)
          .contains("4000 succeeded, 0 failed, 0 errored, 0 timeout");
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
