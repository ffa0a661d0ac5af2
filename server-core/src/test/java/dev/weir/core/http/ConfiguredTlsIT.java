package dev.weir.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.ServerBuilder;
import dev.weir.StartException;
import dev.weir.http.Response;
import dev.weir.tls.DevelopmentCertificate;
import dev.weir.tls.Tls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Doors whose TLS is configured. */
class ConfiguredTlsIT {
  private static final DevelopmentCertificate CERTIFICATE =
      DevelopmentCertificate.forNames("localhost");

  @TempDir Path folder;

  private static ServerBuilder builder(Listen listen) {
    return Server.builder()
        .transport("nio")
        .shutdownOnSignal(false)
        .http(listen, http -> http.get("/", request -> Response.text("Hello")));
  }

  private static ServerBuilder api() {
    return builder(Listen.port(0).withName("api"));
  }

  private Path pem() throws Exception {
    return Files.writeString(
        folder.resolve("both.pem"), CERTIFICATE.certificatePem() + CERTIFICATE.privateKeyPem());
  }

  private Path pkcs12(String password) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "own",
        CERTIFICATE.privateKey(),
        password.toCharArray(),
        new Certificate[] {CERTIFICATE.certificate()});
    Path file = folder.resolve("store.p12");
    try (var out = Files.newOutputStream(file)) {
      store.store(out, password.toCharArray());
    }
    return file;
  }

  private static String ask(Server server) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", CERTIFICATE.certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
      URI uri = URI.create("https://localhost:" + server.port() + "/");
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }

  @Test
  void aCertificateInPemIsShown() throws Exception {
    try (Server server = api().config("weir.tls.api.certificate", pem().toString()).start()) {
      assertThat(server.doors().getFirst().secure()).isTrue();
      assertThat(ask(server)).isEqualTo("Hello");
    }
  }

  @Test
  void aPkcs12FileIsOpenedByThePasswordInAFile() throws Exception {
    Path password = Files.writeString(folder.resolve("password"), "s3cret\n");
    try (Server server =
        api()
            .config("weir.tls.api.pkcs12", pkcs12("s3cret").toString())
            .config("weir.tls.api.password-file", password.toString())
            .start()) {
      assertThat(ask(server)).isEqualTo("Hello");
    }
  }

  @Test
  void clientsAreAskedForCertificates() throws Exception {
    Path pem = pem();
    try (Server server =
        api()
            .config("weir.tls.api.certificate", pem.toString())
            .config("weir.tls.api.client-certificates", "required")
            .config("weir.tls.api.client-authorities", pem.toString())
            .config("weir.tls.api.tls12", "false")
            .start()) {
      assertThatThrownBy(() -> ask(server)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void codeBeatsConfiguration() throws Exception {
    DevelopmentCertificate other = DevelopmentCertificate.forNames("localhost");
    try (Server server =
        builder(Listen.port(0).withName("api").withTls(Tls.development(other)))
            .config("weir.tls.api.certificate", pem().toString())
            .start()) {
      assertThatThrownBy(() -> ask(server)).isInstanceOf(SSLHandshakeException.class);
    }
  }

  private static void assertRefused(ServerBuilder builder, String... parts) {
    assertThatThrownBy(() -> builder.start().close())
        .isInstanceOf(StartException.class)
        .hasMessageContainingAll(parts);
  }

  @Test
  void whatIsWrongStopsTheStartAndIsNamed() throws Exception {
    String pem = pem().toString();
    assertRefused(
        api().config("weir.tls.api.certficate", pem),
        "weir.tls.api.certficate",
        "isn't a known setting",
        "weir.tls.api.certificate");
    assertRefused(
        api().config("weir.tls.web.certificate", pem), "weir.tls.web.certificate", "named: api");
    assertRefused(
        builder(Listen.port(0)).config("weir.tls.api.certificate", pem),
        "none is named",
        "Listen.withName");
    assertRefused(api().config("weir.tls.api.key", pem), "None of", "weir.tls.api.certificate");
    assertRefused(
        api().config("weir.tls.api.certificate", pem).config("weir.tls.api.pkcs12", "x.p12"),
        "Both of");
    assertRefused(
        api()
            .config("weir.tls.api.certificate", pem)
            .config("weir.tls.api.client-certificates", "wanted"),
        "client-authorities");
    assertRefused(
        api()
            .config("weir.tls.api.certificate", pem)
            .config("weir.tls.api.client-certificates", "sometimes"),
        "weir.tls.api.client-certificates",
        "none, wanted, required");
    assertRefused(
        api()
            .config("weir.tls.api.pkcs12", "x.p12")
            .config("weir.tls.api.password-file", folder.resolve("missing").toString()),
        "weir.tls.api.password-file can't be read");
    assertRefused(
        api().config("weir.tls.api.certificate", folder.resolve("none.pem").toString()),
        "none.pem");
  }
}
