package dev.weir.integration.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Child;
import dev.weir.integration.process.RunningServer;
import dev.weir.integration.process.Tools;
import dev.weir.tls.DevelopmentCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each version of HTTP, in clear text and with TLS, spoken by curl and by the JDK's clients. */
class HttpVersionsIT extends OnBothTransports {
  @TempDir private static Path directory;
  private static DevelopmentCertificate certificate;
  private static RunningServer conformance;
  private static URI tls;

  @BeforeParameterizedClassInvocation
  static void start(String transport) throws IOException {
    certificate = DevelopmentCertificate.forNames("localhost");
    Files.writeString(directory.resolve("cert.pem"), certificate.certificatePem());
    Files.writeString(directory.resolve("key.pem"), certificate.privateKeyPem());
    conformance =
        Examples.start(
            "conformance",
            transport,
            "--tls-port=0",
            "--cert=" + directory.resolve("cert.pem"),
            "--key=" + directory.resolve("key.pem"));
    tls = URI.create("https://localhost:" + Front.tlsUrl(conformance.child()).getPort());
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (conformance != null) {
      conformance.close();
      conformance = null;
    }
  }

  private static String curl(String... arguments) {
    Tools.assumeInstalled("curl");
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "--noproxy", "*", "--cacert"));
    command.add(directory.resolve("cert.pem").toString());
    command.addAll(List.of(arguments));
    try (Child curl = Tools.run(command.toArray(String[]::new))) {
      assertThat(curl.awaitExit()).as(curl.said()).isZero();
      return curl.out();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--http1.0, 1.0, false",
    "--http1.1, 1.1, false",
    "--http2-prior-knowledge, 2, false",
    "--http1.0, 1.0, true",
    "--http1.1, 1.1, true",
    "--http2, 2, true",
  })
  void curlSpeaksEachVersion(String option, String version, boolean secure, @TempDir Path files)
      throws IOException {
    String url = (secure ? tls : conformance.url()).toString();
    assertThat(curl(option, url + "/origin"))
        .contains("scheme " + (secure ? "https" : "http"))
        .contains("version HTTP/" + version);
    byte[] sent = new byte[1_500_000];
    new Random(9).nextBytes(sent);
    Path file = Files.write(files.resolve("sent"), sent);
    Path back = files.resolve("back");
    curl(option, "--data-binary", "@" + file, "-o", back.toString(), url + "/");
    assertThat(Files.readAllBytes(back)).isEqualTo(sent);
    curl(option, "-o", back.toString(), url + "/big.bin");
    assertThat(back).hasSize(16 << 20);
    assertThat(curl(option, "-I", "-w", "%{http_code}", url + "/big.bin"))
        .containsIgnoringCase("content-length: 16777216")
        .endsWith("200");
    assertThat(curl(option, "-o", "/dev/null", "-w", "%{http_code}", url + "/none"))
        .isEqualTo("404");
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpClient.Version.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void theJdksClientSpeaksBothVersionsWithTls(HttpClient.Version version) throws Exception {
    byte[] sent = new byte[1_500_000];
    new Random(11).nextBytes(sent);
    try (HttpClient client = client(version)) {
      for (int i = 0; i < 3; i++) {
        HttpResponse<byte[]> answer =
            client.send(
                HttpRequest.newBuilder(tls.resolve("/"))
                    .POST(BodyPublishers.ofByteArray(sent))
                    .build(),
                BodyHandlers.ofByteArray());
        assertThat(answer.version()).isEqualTo(version);
        assertThat(answer.body()).isEqualTo(sent);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpClient.Version.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void partsAndConditionsAreAnsweredInBothVersions(HttpClient.Version version) throws Exception {
    try (HttpClient client = client(version)) {
      HttpResponse<byte[]> one = big(client, 206, "Range", "bytes=250-252");
      assertThat(one.body()).containsExactly(250, 0, 1);
      assertThat(one.headers().firstValue("content-range")).hasValue("bytes 250-252/16777216");
      assertThat(big(client, 206, "Range", "bytes=-2").body()).containsExactly(123, 124);
      HttpResponse<byte[]> several = big(client, 206, "Range", "bytes=65-65,-1");
      assertThat(several.headers().firstValue("content-type").orElseThrow())
          .startsWith("multipart/byteranges; boundary=");
      assertThat(new String(several.body(), StandardCharsets.ISO_8859_1))
          .containsSubsequence("bytes 65-65/16777216\r\n\r\nA\r\n--", "/16777216\r\n\r\n|\r\n--");
      assertThat(big(client, 416, "Range", "bytes=16777216-").headers().firstValue("content-range"))
          .hasValue("bytes */16777216");

      String tag = one.headers().firstValue("etag").orElseThrow();
      String date = one.headers().firstValue("last-modified").orElseThrow();
      for (String state : List.of(tag, date)) {
        assertThat(big(client, 206, "Range", "bytes=1-1", "If-Range", state).body()).hasSize(1);
      }
      for (String state : List.of("\"other\"", "Tue, 31 Dec 2024 23:59:59 GMT")) {
        assertThat(big(client, 200, "Range", "bytes=1-1", "If-Range", state).body())
            .hasSize(16 << 20);
      }
      big(client, 304, "If-None-Match", tag);
      big(client, 304, "If-Modified-Since", date);
      big(client, 412, "If-Match", "\"other\"");
      big(client, 412, "If-Unmodified-Since", "Tue, 31 Dec 2024 23:59:59 GMT");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpClient.Version.class,
      names = {"HTTP_1_1", "HTTP_2"})
  void whoTakesGzipGetsItInBothVersions(HttpClient.Version version) throws Exception {
    try (HttpClient client = client(version)) {
      HttpResponse<byte[]> plain = big(client, 200);
      assertThat(plain.headers().allValues("vary")).containsExactly("accept-encoding");
      HttpResponse<byte[]> coded = big(client, 200, "Accept-Encoding", "gzip;q=0.5, br");
      assertThat(coded.headers().firstValue("content-encoding")).hasValue("gzip");
      assertThat(coded.headers().allValues("vary")).containsExactly("accept-encoding");
      assertThat(coded.headers().firstValue("accept-ranges")).isEmpty();
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(coded.body()))) {
        assertThat(in.readAllBytes()).isEqualTo(plain.body());
      }
      String tag = coded.headers().firstValue("etag").orElseThrow();
      assertThat(tag).isEqualTo("W/" + plain.headers().firstValue("etag").orElseThrow());

      HttpResponse<byte[]> fresh =
          big(client, 304, "Accept-Encoding", "gzip", "If-None-Match", tag);
      assertThat(fresh.headers().allValues("vary")).containsExactly("accept-encoding");
      HttpResponse<byte[]> part =
          big(client, 206, "Accept-Encoding", "gzip", "Range", "bytes=251-252");
      assertThat(part.headers().firstValue("content-encoding")).isEmpty();
      assertThat(part.body()).containsExactly(0, 1);
      // Parts of the one coding don't go with those of another.
      big(client, 200, "Accept-Encoding", "gzip", "Range", "bytes=1-1", "If-Range", tag);
      assertThat(big(client, 200, "Accept-Encoding", "gzip;q=0").headers().map())
          .doesNotContainKey("content-encoding");
    }
  }

  private static HttpResponse<byte[]> big(HttpClient client, int status, String... fields)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(tls.resolve("/big.bin"));
    if (fields.length > 0) {
      request.headers(fields);
    }
    HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
    assertThat(answer.version()).isEqualTo(client.version());
    assertThat(answer.statusCode()).as(String.join(" ", fields)).isEqualTo(status);
    return answer;
  }

  @Test
  void theJdksOfferToUpgradeIsIgnored() throws Exception {
    try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(conformance.url("/echo")).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(answer.body()).contains("upgrade: h2c");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theJdksWebSocketClientIsServed(boolean secure) throws Exception {
    CompletableFuture<String> echoed = new CompletableFuture<>();
    CompletableFuture<Integer> closed = new CompletableFuture<>();
    WebSocket.Listener listener =
        new WebSocket.Listener() {
          @Override
          public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            echoed.complete(data.toString());
            return WebSocket.Listener.super.onText(socket, data, last);
          }

          @Override
          public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return WebSocket.Listener.super.onClose(socket, code, reason);
          }
        };
    String url = (secure ? tls : conformance.url()).toString();
    try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .buildAsync(URI.create("ws" + url.substring("http".length()) + "/ws"), listener)
              .join();
      socket.sendText("hello", true).join();
      assertThat(echoed.get(30, TimeUnit.SECONDS)).isEqualTo("hello");
      socket.sendClose(1000, "done").join();
      assertThat(closed.get(30, TimeUnit.SECONDS)).isEqualTo(1000);
    }
  }

  private static HttpClient client(HttpClient.Version version) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().version(version).sslContext(context).build();
  }
}
