package dev.weir.integration.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Child;
import dev.weir.integration.process.RunningServer;
import dev.weir.integration.process.Tools;
import dev.weir.tls.DevelopmentCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Random;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

/** Real clients against a server with TLS. */
class TlsIT extends OnBothTransports {
  private static Path directory;
  private static DevelopmentCertificate certificate;
  private static RunningServer bench;

  @BeforeParameterizedClassInvocation
  static void start(String transport) throws IOException {
    directory = Files.createTempDirectory("weir-tls");
    certificate = DevelopmentCertificate.forNames("localhost");
    Files.writeString(file("cert.pem"), certificate.certificatePem());
    Files.writeString(file("key.pem"), certificate.privateKeyPem());
    bench =
        Examples.start(
            "bench",
            transport,
            "--mode=tls",
            "--cert=" + file("cert.pem"),
            "--key=" + file("key.pem"));
  }

  @AfterParameterizedClassInvocation
  static void stop() throws IOException {
    bench.close();
    Files.delete(file("cert.pem"));
    Files.delete(file("key.pem"));
    Files.delete(directory);
  }

  private static Path file(String name) {
    return directory.resolve(name);
  }

  @Test
  void theJdksClientIsServed() throws Exception {
    assertThat(bench.url().getScheme()).isEqualTo("https");
    byte[] sent = new byte[1_500_000];
    new Random(5).nextBytes(sent);
    try (HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build()) {
      for (int i = 0; i < 3; i++) {
        HttpResponse<byte[]> answer =
            client.send(
                HttpRequest.newBuilder(bench.url("/echo"))
                    .POST(BodyPublishers.ofByteArray(sent))
                    .build(),
                BodyHandlers.ofByteArray());
        assertThat(answer.body()).isEqualTo(sent);
        assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
      }
    }
  }

  private static SSLContext trusting() throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void curlIsServedInBothVersions() {
    Tools.assumeInstalled("curl");
    URI url = URI.create("https://localhost:" + bench.url().getPort() + "/plaintext");
    for (String version : new String[] {"1.2", "1.3"}) {
      Child curl =
          Tools.run(
              "curl",
              "-sS",
              "--tlsv" + version,
              "--tls-max",
              version,
              "--http1.1",
              "--noproxy",
              "*",
              "--cacert",
              file("cert.pem").toString(),
              url.toString());
      assertThat(curl.out()).as(curl.said()).isEqualTo("Hello, World!");
    }
    Child old =
        Tools.run(
            "curl",
            "-sS",
            "--tls-max",
            "1.1",
            "--noproxy",
            "*",
            "--cacert",
            file("cert.pem").toString(),
            url.toString());
    assertThat(old.awaitExit()).as(old.said()).isNotZero();
  }

  @Test
  void opensslResumesItsSession() {
    Tools.assumeInstalled("openssl");
    Child client =
        Tools.run(
            "sh",
            "-c",
            "echo | openssl s_client -connect 127.0.0.1:"
                + bench.url().getPort()
                + " -tls1_2 -reconnect -alpn h3,http/1.1 -servername localhost");
    assertThat(
            Pattern.compile("^Reused, TLSv1.2", Pattern.MULTILINE).matcher(client.out()).results())
        .as(client.said())
        .hasSize(5);
    assertThat(client.out()).contains("ALPN protocol: http/1.1");
  }
}
