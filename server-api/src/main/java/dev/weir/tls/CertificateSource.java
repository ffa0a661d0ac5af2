package dev.weir.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a certificate and its key come from. */
sealed interface CertificateSource {
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

  /** A key store of the format PKCS#12 (RFC 7292), with one private key in it. */
  record Pkcs12File(Path file, String password) implements CertificateSource {
    private static final String WRONG_PASSWORD = "the password is wrong";
    private static final String NOT_PKCS12 = "it isn't PKCS#12, or damaged";

    @Override
    public TlsIdentity load(Instant now) throws UnusableCertificateException {
      char[] secret = password.toCharArray();
      try {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(Pem.bytes(file)), secret);
        String alias = onlyKey(store);
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate certificate : store.getCertificateChain(alias)) {
          chain.add((X509Certificate) certificate);
        }
        PrivateKey key = (PrivateKey) store.getKey(alias, secret);
        return IdentityCheck.check(chain, key, file.toString(), file.toString(), now);
      } catch (UnusableCertificateException e) {
        throw e;
      } catch (IOException | GeneralSecurityException e) {
        throw new UnusableCertificateException(
            file + " can't be used: " + (ofPassword(e) ? WRONG_PASSWORD : NOT_PKCS12), e);
      }
    }

    /** As {@link KeyStore#load} and {@link KeyStore#getKey} say it. */
    private static boolean ofPassword(Exception failure) {
      return failure instanceof UnrecoverableKeyException
          || failure.getCause() instanceof UnrecoverableKeyException;
    }

    private String onlyKey(KeyStore store) throws GeneralSecurityException, IOException {
      List<String> keys = new ArrayList<>();
      for (String alias : Collections.list(store.aliases())) {
        if (store.isKeyEntry(alias) && store.getCertificateChain(alias) != null) {
          keys.add(alias);
        }
      }
      if (keys.size() != 1) {
        throw new UnusableCertificateException(
            file
                + " can't be used: it should hold one private key with its certificate, and holds "
                + keys.size());
      }
      return keys.getFirst();
    }

    @Override
    public List<Path> files() {
      return List.of(file);
    }

    @Override
    public String toString() {
      return file.toString();
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
