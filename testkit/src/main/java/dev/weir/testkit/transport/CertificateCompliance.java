package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.Limits;
import dev.weir.spi.transport.CloseCause;
import dev.weir.testkit.transport.HandshakeCompliance.Secured;
import dev.weir.tls.DevelopmentCertificate;
import dev.weir.tls.Tls;
import dev.weir.tls.Tls.ClientCertificates;
import dev.weir.tls.TlsSession;
import dev.weir.tls.UnusableCertificateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates: which one is shown, clients' own, and their replacement while the server runs. */
interface CertificateCompliance extends SecureFixture {
  /** A certificate in two files. */
  record CertificateFiles(Path chain, Path key) {
    static CertificateFiles in(Path directory, DevelopmentCertificate certificate)
        throws IOException {
      CertificateFiles files =
          new CertificateFiles(directory.resolve("chain.pem"), directory.resolve("key.pem"));
      files.write(certificate);
      return files;
    }

    void write(DevelopmentCertificate certificate) throws IOException {
      Files.writeString(chain, certificate.certificatePem());
      Files.writeString(key, certificate.privateKeyPem());
    }

    Tls tls() {
      return Tls.certificate(chain, key).withReloadInterval(Duration.ZERO);
    }
  }

  private Secured start(Tls tls, TlsClient client) throws IOException {
    return Secured.start(
        transportInClear(), Limits.defaults(), HandshakeCompliance.echoing(), tls, client);
  }

  static Certificate shown(Secured server, String host) throws IOException {
    try (TlsPeer peer =
        server
            .client()
            .forgetful() // or it resumes the session of another host
            .over(server.raw(), client -> client.setServerNames(List.of(new SNIHostName(host))))) {
      HandshakeCompliance.echo(peer, host);
      return peer.session().getPeerCertificates()[0];
    }
  }

  @Test
  default void theHostThatTheClientNamesDecidesOnTheCertificate() throws Exception {
    DevelopmentCertificate first = DevelopmentCertificate.forNames("a.example");
    DevelopmentCertificate literal = DevelopmentCertificate.forNames("b.example", "x.c.example");
    DevelopmentCertificate wildcard = DevelopmentCertificate.forNames("*.c.example");
    Tls tls = Tls.development(first).and(Tls.development(wildcard)).and(Tls.development(literal));
    try (Secured server = start(tls, TlsClient.trusting(first, literal, wildcard))) {
      assertEquals(first.certificate(), shown(server, "a.example"));
      assertEquals(literal.certificate(), shown(server, "B.example"));
      assertEquals(literal.certificate(), shown(server, "x.c.example"));
      assertEquals(wildcard.certificate(), shown(server, "y.c.example"));
      assertEquals(first.certificate(), shown(server, "z.y.c.example"));
    }
  }

  @Test
  default void aClientsCertificateIsGivenToTheConnection() throws Exception {
    DevelopmentCertificate servers = DevelopmentCertificate.forNames("localhost");
    DevelopmentCertificate clients = DevelopmentCertificate.forNames("client");
    Tls tls =
        Tls.development(servers)
            .withClientCertificates(ClientCertificates.REQUIRED, List.of(clients.certificate()));
    try (Secured server = start(tls, TlsClient.showing(clients, servers))) {
      for (int i = 0; i < 3; i++) { // sessions that are resumed know it too
        try (TlsPeer peer = server.connect()) {
          HandshakeCompliance.echo(peer, "hello");
          TlsSession session = server.harness().next().connection().tls();
          assertNotNull(session);
          assertEquals(clients.certificate(), session.clientCertificate());
        }
      }
    }
  }

  @Test
  default void aClientWithoutTheCertificateThatIsRequiredIsRefused() throws Exception {
    DevelopmentCertificate servers = DevelopmentCertificate.forNames("localhost");
    DevelopmentCertificate clients = DevelopmentCertificate.forNames("client");
    Tls tls =
        Tls.development(servers)
            .withClientCertificates(ClientCertificates.REQUIRED, List.of(clients.certificate()));
    try (Secured server = start(tls, TlsClient.trusting(servers));
        TlsPeer peer = server.connect()) {
      assertThrows(IOException.class, () -> HandshakeCompliance.echo(peer, "hello"));
      peer.reset();
      assertEquals(CloseCause.Kind.FAILED, server.harness().next().awaitEnd().kind());
    }
  }

  @Test
  default void aClientMayComeWithoutACertificateThatIsOnlyWanted() throws Exception {
    DevelopmentCertificate servers = DevelopmentCertificate.forNames("localhost");
    DevelopmentCertificate clients = DevelopmentCertificate.forNames("client");
    Tls tls =
        Tls.development(servers)
            .withClientCertificates(ClientCertificates.WANTED, List.of(clients.certificate()));
    try (Secured server = start(tls, TlsClient.trusting(servers));
        TlsPeer peer = server.connect()) {
      HandshakeCompliance.echo(peer, "hello");
      TlsSession session = server.harness().next().connection().tls();
      assertNotNull(session);
      assertEquals(null, session.clientCertificate());
    }
  }

  @Test
  default void aClientWithACertificateOfNobodyTrustedIsRefused() throws Exception {
    DevelopmentCertificate servers = DevelopmentCertificate.forNames("localhost");
    DevelopmentCertificate trusted = DevelopmentCertificate.forNames("client");
    DevelopmentCertificate stranger = DevelopmentCertificate.forNames("client");
    Tls tls =
        Tls.development(servers)
            .withClientCertificates(ClientCertificates.WANTED, List.of(trusted.certificate()));
    try (Secured server = start(tls, TlsClient.showing(stranger, servers));
        TlsPeer peer = server.connect()) {
      assertThrows(IOException.class, () -> HandshakeCompliance.echo(peer, "hello"));
      peer.reset();
      assertEquals(CloseCause.Kind.FAILED, server.harness().next().awaitEnd().kind());
    }
  }

  @Test
  default void newHandshakesUseNewCertificatesAndOpenConnectionsGoOn(@TempDir Path directory)
      throws Exception {
    DevelopmentCertificate before = DevelopmentCertificate.forNames("localhost");
    DevelopmentCertificate after = DevelopmentCertificate.forNames("localhost");
    CertificateFiles files = CertificateFiles.in(directory, before);
    try (Secured server = start(files.tls(), TlsClient.trusting(before, after));
        TlsPeer open = server.connect()) {
      HandshakeCompliance.echo(open, "before");
      files.write(after);
      server.harness().binding().reloadCertificates();
      assertEquals(after.certificate(), shown(server, "localhost"));
      HandshakeCompliance.echo(open, "after");
      assertEquals(before.certificate(), open.session().getPeerCertificates()[0]);
    }
  }

  @Test
  default void whatCantReplaceTheCertificateLeavesItInUse(@TempDir Path directory)
      throws Exception {
    DevelopmentCertificate before = DevelopmentCertificate.forNames("localhost");
    CertificateFiles files = CertificateFiles.in(directory, before);
    try (Secured server = start(files.tls(), TlsClient.trusting(before))) {
      Files.writeString(files.chain(), DevelopmentCertificate.forNames("x").certificatePem());
      UnusableCertificateException refusal =
          assertThrows(
              UnusableCertificateException.class,
              () -> server.harness().binding().reloadCertificates());
      assertTrue(String.valueOf(refusal.getMessage()).contains("key.pem"), refusal::getMessage);
      assertEquals(before.certificate(), shown(server, "localhost"));
    }
  }

  @Test
  default void filesThatChangeAreFound(@TempDir Path directory) throws Exception {
    Duration interval = Duration.ofMillis(50);
    DevelopmentCertificate before = DevelopmentCertificate.forNames("localhost");
    DevelopmentCertificate after = DevelopmentCertificate.forNames("localhost");
    CertificateFiles files = CertificateFiles.in(directory, before);
    Tls tls = files.tls().withReloadInterval(interval);
    try (Secured server = start(tls, TlsClient.trusting(before, after))) {
      assertEquals(before.certificate(), shown(server, "localhost"));
      files.write(after);
      while (!shown(server, "localhost").equals(after.certificate())) {
        server.harness().pass(interval); // at most until the suite's time is over
      }
    }
  }

  @Test
  default void aStartWithAnUnusableCertificateNamesTheFile(@TempDir Path directory)
      throws Exception {
    CertificateFiles files =
        CertificateFiles.in(directory, DevelopmentCertificate.forNames("localhost"));
    Files.delete(files.key());
    UnusableCertificateException refusal =
        assertThrows(
            UnusableCertificateException.class,
            () -> start(files.tls(), TlsClient.trusting()).close());
    assertTrue(
        String.valueOf(refusal.getMessage()).contains(files.key().toString()), refusal::getMessage);
  }
}
