package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.Limits;
import dev.weir.testkit.transport.CertificateCompliance.CertificateFiles;
import dev.weir.testkit.transport.HandshakeCompliance.Secured;
import dev.weir.tls.DevelopmentCertificate;
import dev.weir.tls.UnusableCertificateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that are replaced under load, and by each of the ways in which files are. */
interface CertificateReloadCompliance extends SecureFixture {
  Duration INTERVAL = Duration.ofMillis(50);

  private Secured start(CertificateFiles files, TlsClient client) throws IOException {
    return Secured.start(
        transportInClear(),
        Limits.defaults(),
        HandshakeCompliance.echoing(),
        files.tls().withReloadInterval(INTERVAL),
        client);
  }

  /** At most until the suite's time is over. */
  private static void awaitShown(Secured server, DevelopmentCertificate expected)
      throws IOException {
    while (!shown(server).equals(expected.certificate())) {
      server.harness().pass(INTERVAL);
    }
  }

  private static Certificate shown(Secured server) throws IOException {
    return CertificateCompliance.shown(server, "localhost");
  }

  @Test
  default void handshakesGoOnWhileCertificatesAreReplaced(@TempDir Path directory)
      throws Exception {
    int reloads = 50;
    int clients = 4;
    DevelopmentCertificate one = DevelopmentCertificate.forNames("localhost");
    DevelopmentCertificate other = DevelopmentCertificate.forNames("localhost");
    Set<Certificate> known = Set.of(one.certificate(), other.certificate());
    CertificateFiles files = CertificateFiles.in(directory, one);
    AtomicBoolean over = new AtomicBoolean();
    CountDownLatch begun = new CountDownLatch(clients);
    try (Secured server =
        Secured.start(
            transportInClear(),
            Limits.defaults(),
            HandshakeCompliance.echoing(),
            files.tls(),
            TlsClient.trusting(one, other))) {
      List<Background> shaking = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        shaking.add(
            Background.run(() -> {
              do {
                assertTrue(known.contains(shown(server)), "a certificate of somebody else");
                begun.countDown();
              } while (!over.get());
            }));
      }
      assertTrue(begun.await(20, TimeUnit.SECONDS), "clients that shake hands");
      for (int i = 1; i <= reloads; i++) {
        DevelopmentCertificate next = i % 2 == 0 ? one : other;
        files.write(next);
        server.harness().binding().reloadCertificates();
        assertEquals(next.certificate(), shown(server));
      }
      over.set(true);
      for (Background each : shaking) {
        each.await();
      }
    }
  }

  @Test
  default void filesThatOthersAreRenamedToAreFound(@TempDir Path directory) throws Exception {
    DevelopmentCertificate before = DevelopmentCertificate.forNames("localhost");
    DevelopmentCertificate after = DevelopmentCertificate.forNames("localhost");
    CertificateFiles files = CertificateFiles.in(directory, before);
    CertificateFiles fresh =
        CertificateFiles.in(Files.createDirectory(directory.resolve("new")), after);
    try (Secured server = start(files, TlsClient.trusting(before, after))) {
      assertEquals(before.certificate(), shown(server));
      Files.move(fresh.chain(), files.chain(), StandardCopyOption.ATOMIC_MOVE);
      Files.move(fresh.key(), files.key(), StandardCopyOption.ATOMIC_MOVE);
      awaitShown(server, after);
    }
  }

  /** As the secrets of Kubernetes are replaced: one link is turned to another directory. */
  @Test
  default void filesBehindALinkThatIsTurnedAreFound(@TempDir Path directory) throws Exception {
    DevelopmentCertificate before = DevelopmentCertificate.forNames("localhost");
    DevelopmentCertificate after = DevelopmentCertificate.forNames("localhost");
    Path first = Files.createDirectory(directory.resolve("..first"));
    Path second = Files.createDirectory(directory.resolve("..second"));
    CertificateFiles old = CertificateFiles.in(first, before);
    CertificateFiles fresh = CertificateFiles.in(second, after);
    Files.setLastModifiedTime(fresh.chain(), Files.getLastModifiedTime(old.chain()));
    Files.setLastModifiedTime(fresh.key(), Files.getLastModifiedTime(old.key()));
    Path data = Files.createSymbolicLink(directory.resolve("..data"), first.getFileName());
    CertificateFiles linked =
        new CertificateFiles(
            Files.createSymbolicLink(
                directory.resolve("chain.pem"), Path.of("..data", "chain.pem")),
            Files.createSymbolicLink(directory.resolve("key.pem"), Path.of("..data", "key.pem")));
    try (Secured server = start(linked, TlsClient.trusting(before, after))) {
      assertEquals(before.certificate(), shown(server));
      Path turned = Files.createSymbolicLink(directory.resolve("..new"), second.getFileName());
      Files.move(turned, data, StandardCopyOption.ATOMIC_MOVE);
      awaitShown(server, after);
    }
  }

  @Test
  default void aCertificateWithoutItsKeyWaitsForIt(@TempDir Path directory) throws Exception {
    DevelopmentCertificate before = DevelopmentCertificate.forNames("localhost");
    DevelopmentCertificate after = DevelopmentCertificate.forNames("localhost");
    CertificateFiles files = CertificateFiles.in(directory, before);
    try (Secured server = start(files, TlsClient.trusting(before, after))) {
      Files.writeString(files.chain(), after.certificatePem());
      for (int i = 0; i < 10; i++) {
        server.harness().pass(INTERVAL);
        assertEquals(before.certificate(), shown(server));
      }
      UnusableCertificateException refusal =
          assertThrows(
              UnusableCertificateException.class,
              () -> server.harness().binding().reloadCertificates());
      assertTrue(
          String.valueOf(refusal.getMessage()).contains("doesn't belong"), refusal::getMessage);
      String key = after.privateKeyPem();
      Files.writeString(files.key(), key.substring(0, key.length() / 2));
      server.harness().pass(INTERVAL);
      assertEquals(before.certificate(), shown(server));
      Files.writeString(files.key(), key);
      awaitShown(server, after);
    }
  }
}
