package dev.weir.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/** A key store of the format PKCS#12 (RFC 7292), with one private key in it. */
record Pkcs12File(Path file, String password) implements CertificateSource {
  private static final String REMEDY =
      "; openssl pkcs12 -export makes a file that can be read, or give certificate and key as PEM";

  /** How the content type keyBag is written, a key in the clear (RFC 7292, section 4.2.1). */
  private static final byte[] KEY_BAG = HexFormat.of().parseHex("060b2a864886f70d010c0a0101");

  @Override
  public TlsIdentity load(Instant now) throws UnusableCertificateException {
    byte[] content = Pem.bytes(file);
    try {
      KeyStore store = open(content);
      String alias = onlyKey(store, content);
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate certificate : store.getCertificateChain(alias)) {
        chain.add((X509Certificate) certificate);
      }
      return IdentityCheck.check(chain, key(store, alias), file.toString(), file.toString(), now);
    } catch (GeneralSecurityException e) {
      throw unusable("it isn't PKCS#12, or damaged", e);
    }
  }

  private KeyStore open(byte[] content)
      throws UnusableCertificateException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(new ByteArrayInputStream(content), password.toCharArray());
    } catch (IOException e) { // how KeyStore.load says it
      boolean wrongPassword = e.getCause() instanceof UnrecoverableKeyException;
      throw unusable(wrongPassword ? "the password is wrong" : "it isn't PKCS#12, or damaged", e);
    }
    return store;
  }

  private String onlyKey(KeyStore store, byte[] content)
      throws UnusableCertificateException, GeneralSecurityException {
    List<String> keys = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias) && store.getCertificateChain(alias) != null) {
        keys.add(alias);
      }
    }
    if (keys.size() == 1) {
      return keys.getFirst();
    }
    if (keys.isEmpty() && contains(content, KEY_BAG)) { // the JDK's reader passes it over
      throw unusable(
          "its private key isn't encrypted, and only encrypted ones are read from PKCS#12"
              + REMEDY);
    }
    throw unusable(
        "it should hold one private key, encrypted and with its certificate, and holds "
            + keys.size()
            + (keys.isEmpty() ? REMEDY : ""));
  }

  private static boolean contains(byte[] content, byte[] sought) {
    // Of one byte a character each, so that the search is of bytes.
    return new String(content, StandardCharsets.ISO_8859_1)
        .contains(new String(sought, StandardCharsets.ISO_8859_1));
  }

  private PrivateKey key(KeyStore store, String alias)
      throws UnusableCertificateException, GeneralSecurityException {
    try {
      return (PrivateKey) store.getKey(alias, password.toCharArray());
    } catch (UnrecoverableKeyException e) { // the file itself was read with the password
      throw unusable(
          "the password is the file's, and its private key has another: both have to be the same"
              + REMEDY,
          e);
    }
  }

  private UnusableCertificateException unusable(String why) {
    return new UnusableCertificateException(file + " can't be used: " + why);
  }

  private UnusableCertificateException unusable(String why, Exception cause) {
    return new UnusableCertificateException(file + " can't be used: " + why, cause);
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
