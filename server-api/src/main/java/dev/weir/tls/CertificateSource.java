package dev.weir.tls;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a certificate and its key come from. */
sealed interface CertificateSource
    permits CertificateSource.PemFiles, CertificateSource.InMemory, Pkcs12File {
  /** Reads and checks it. */
  TlsIdentity load(Instant now) throws UnusableCertificateException;

  /** The files whose change makes another reading worth it. */
  List<Path> files();

  /** Two files in PEM, which may be the same. */
  record PemFiles(Path chain, Path privateKey, @Nullable String password)
      implements CertificateSource {
    @Override
    public TlsIdentity load(Instant now) throws UnusableCertificateException {
      List<X509Certificate> certificates = certificates(chain);
      PrivateKey key =
          PrivateKeys.read(privateKey, certificates.getFirst().getPublicKey(), password);
      return IdentityCheck.check(certificates, key, chain.toString(), privateKey.toString(), now);
    }

    @Override
    public List<Path> files() {
      return List.of(chain, privateKey);
    }

    @Override
    public String toString() {
      return chain + " with " + privateKey;
    }
  }

  /** What was made in this process. */
  record InMemory(DevelopmentCertificate made) implements CertificateSource {
    @Override
    public TlsIdentity load(Instant now) throws UnusableCertificateException {
      return IdentityCheck.check(
          List.of(made.certificate()), made.privateKey(), made.toString(), made.toString(), now);
    }

    @Override
    public List<Path> files() {
      return List.of();
    }
  }

  /** The certificates of a PEM file, one at least. */
  static List<X509Certificate> certificates(Path file) throws UnusableCertificateException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Pem.Block block : Pem.read(file)) {
        if (block.label().equals("CERTIFICATE")) {
          certificates.add(
              (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
        }
      }
    } catch (CertificateException e) {
      throw new UnusableCertificateException(
          file
              + " can't be used: the certificate number "
              + (certificates.size() + 1)
              + " in it is damaged",
          e);
    }
    if (certificates.isEmpty()) {
      throw new UnusableCertificateException(file + " can't be used: no certificate is in it");
    }
    return certificates;
  }
}
