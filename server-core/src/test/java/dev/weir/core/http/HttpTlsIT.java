package dev.weir.core.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.ShutdownReport;
import dev.weir.StartException;
import dev.weir.TrustedProxies;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.tls.DevelopmentCertificate;
import dev.weir.tls.Tls;
import dev.weir.tls.Tls.ClientCertificates;
import dev.weir.tls.TlsSession;
import dev.weir.tls.UnusableCertificateException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP doors with TLS, with a client that we didn't write. */
class HttpTlsIT {
  private final DevelopmentCertificate certificate = DevelopmentCertificate.forNames("localhost");
  private final DevelopmentCertificate clients = DevelopmentCertificate.forNames("the client");

  private static Server start(Tls tls) {
    return start(Listen.port(0).withTls(tls), Limits.defaults(), HttpTlsIT::who);
  }

  private static Server start(Listen listen, Limits limits, Function<Request, String> answer) {
    return Server.builder()
        .transport("nio")
        .shutdownOnSignal(false)
        .limits(limits)
        .http(listen, http -> http.get("/who", request -> Response.text(answer.apply(request))))
        .start();
  }

  private static String who(Request request) {
    TlsSession session = request.connection().tls();
    if (session == null || !request.connection().isSecure()) {
      return "in clear";
    }
    return session.protocol()
        + " "
        + session.applicationProtocol()
        + " "
        + (session.clientCertificate() == null
            ? "nobody"
            : session.clientCertificate().getSubjectX500Principal().getName());
  }

  private HttpResponse<String> ask(Server server, HttpClient.Version version, SSLContext context)
      throws Exception {
    try (HttpClient client = HttpClient.newBuilder().version(version).sslContext(context).build()) {
      URI uri = URI.create("https://localhost:" + server.port() + "/who");
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }

  private SSLContext context(DevelopmentCertificate... servers) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (DevelopmentCertificate server : servers) {
      trusted.setCertificateEntry("server-" + trusted.size(), server.certificate());
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry(
        "own", clients.privateKey(), new char[0], new Certificate[] {clients.certificate()});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void bothVersionsOfHttpAreOfferedAndHandlersKnowTheClient() throws Exception {
    Tls tls =
        Tls.development(certificate)
            .withClientCertificates(ClientCertificates.REQUIRED, List.of(clients.certificate()));
    try (Server server = start(tls)) {
      assertThat(server.doors().getFirst().secure()).isTrue();
      HttpResponse<String> second = ask(server, HttpClient.Version.HTTP_2, context(certificate));
      assertThat(second.body()).isEqualTo("TLSv1.3 h2 CN=the client");
      assertThat(second.version()).isEqualTo(HttpClient.Version.HTTP_2);
      HttpResponse<String> first = ask(server, HttpClient.Version.HTTP_1_1, context(certificate));
      assertThat(first.body()).startsWith("TLSv1.3 ").endsWith(" CN=the client");
      assertThat(first.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    }
  }

  /** A proxy in front asks for a host of its own, if for any, and passes on its clients' hosts. */
  @Test
  void hostsThatTheCertificateDoesntNameAreServed() throws Exception {
    Listen behindProxy =
        Listen.port(0)
            .withTls(Tls.development(certificate))
            .withProxies(TrustedProxies.at("127.0.0.0/8").withProxyProtocol());
    try (Server server =
            start(
                behindProxy,
                Limits.defaults(),
                request ->
                    request.authority()
                        + " by "
                        + Objects.requireNonNull(request.connection().tls()).serverName());
        Socket inClear = new Socket("127.0.0.1", server.port())) {
      inClear
          .getOutputStream()
          .write("PROXY TCP4 192.0.2.1 192.0.2.2 1000 443\r\n".getBytes(US_ASCII));
      try (Socket secure =
          context(certificate)
              .getSocketFactory()
              .createSocket(inClear, "inside.example", server.port(), true)) {
        secure
            .getOutputStream()
            .write(
                "GET /who HTTP/1.1\r\nHost: b.example\r\nConnection: close\r\n\r\n"
                    .getBytes(US_ASCII));
        String answer = new String(secure.getInputStream().readAllBytes(), US_ASCII);
        assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("b.example by inside.example");
      }
    }
  }

  @Test
  void aShutdownDoesntWaitForAHandshakeThatStandsStill() throws Exception {
    Limits patient =
        Limits.defaults()
            .with(Limits.HANDSHAKE_TIMEOUT, Duration.ofMinutes(10))
            .with(Limits.SHUTDOWN_TIMEOUT, Duration.ofMinutes(10));
    try (Server server =
            start(
                Listen.port(0).withTls(Tls.development(certificate)), patient, request -> "hello");
        Socket silent = new Socket("127.0.0.1", server.port())) {
      assertThat(ask(server, HttpClient.Version.HTTP_2, context(certificate)).body())
          .isEqualTo("hello"); // so the silent one has been accepted, too
      ShutdownReport report =
          CompletableFuture.supplyAsync(server::shutdown).get(60, TimeUnit.SECONDS);
      assertThat(report.cut()).isZero();
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void certificatesAreReadAgainWhenTheServerIsTold(@TempDir Path directory) throws Exception {
    Path chain = directory.resolve("chain.pem");
    Path key = directory.resolve("key.pem");
    Files.writeString(chain, certificate.certificatePem());
    Files.writeString(key, certificate.privateKeyPem());
    DevelopmentCertificate next = DevelopmentCertificate.forNames("localhost");
    Tls tls = Tls.certificate(chain, key).withReloadInterval(Duration.ZERO);
    try (Server server = start(tls)) {
      assertThat(ask(server, HttpClient.Version.HTTP_2, context(certificate)).statusCode())
          .isEqualTo(200);

      Files.writeString(key, next.privateKeyPem());
      assertThatThrownBy(server::reloadCertificates)
          .isInstanceOf(UnusableCertificateException.class)
          .hasMessageContaining(key.toString());
      assertThat(ask(server, HttpClient.Version.HTTP_2, context(certificate)).statusCode())
          .isEqualTo(200);

      Files.writeString(chain, next.certificatePem());
      server.reloadCertificates();
      assertThat(ask(server, HttpClient.Version.HTTP_2, context(next)).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aCertificateThatCantBeUsedStopsTheStart(@TempDir Path directory) {
    Path missing = directory.resolve("missing.pem");
    assertThatThrownBy(() -> start(Tls.certificate(missing, missing)))
        .isInstanceOf(StartException.class)
        .hasMessageContainingAll("Door http", missing.toString(), "no such file");
  }

  @Test
  void datagramsHaveNoTls() {
    assertThatThrownBy(() ->
            Server.builder()
                .transport("nio")
                .shutdownOnSignal(false)
                .udp(
                    Listen.port(0).withTls(Tls.development(certificate)),
                    udp -> udp.datagrams((datagram, reply) -> {}))
                .start())
        .isInstanceOf(StartException.class)
        .hasMessageContainingAll("Door udp", "no TLS");
  }
}
