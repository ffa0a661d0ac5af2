package dev.weir.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What files may hold, and what is said of those that can't be used. */
class TlsFilesTest {
  private static final Instant NOW = Instant.now();

  private static final String ED25519_CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIHWMIGJoAMCAQICAQEwBQYDK2VwMBQxEjAQBgNVBAMMCWxvY2FsaG9zdDAgFw0y
      MDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowFDESMBAGA1UEAwwJbG9jYWxo
      b3N0MCowBQYDK2VwAyEAaGUja4Pe16YbIu9SlQqjDx8n4Ju81SxTz2UhyqXTmlEw
      BQYDK2VwA0EAI/RPSfMMW71rwgjexwANaWWlfp5sDXE+oPj1GQgJpHgt0HqdTdef
      8YJJVk1HA7HyukUy3yTQJzUAshNkgdabBw==
      -----END CERTIFICATE-----
      """;

  @TempDir private Path directory;
  private Path chain;
  private Path key;

  @BeforeEach
  void nameFiles() {
    chain = directory.resolve("chain.pem");
    key = directory.resolve("key.pem");
  }

  private static KeyPair keys(String kind, int size) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
    generator.initialize(size);
    return generator.generateKeyPair();
  }

  private static DevelopmentCertificate certificate(KeyPair keys) {
    return DevelopmentCertificate.create(
        List.of("localhost"), keys, NOW.minusSeconds(60), NOW.plus(Duration.ofDays(1)));
  }

  private void write(DevelopmentCertificate certificate) throws IOException {
    Files.writeString(chain, certificate.certificatePem());
    Files.writeString(key, certificate.privateKeyPem());
  }

  private TlsIdentity load() throws UnusableCertificateException {
    return Tls.certificate(chain, key).load().identities().getFirst();
  }

  private void assertRefused(String... words) {
    assertThatThrownBy(this::load)
        .isInstanceOf(UnusableCertificateException.class)
        .hasMessageContainingAll(words);
  }

  @ParameterizedTest
  @CsvSource({"EC,256", "EC,384", "EC,521", "RSA,2048"})
  void aCertificateAndItsKeyAreRead(String kind, int size) throws Exception {
    DevelopmentCertificate made = certificate(keys(kind, size));
    write(made);

    TlsIdentity identity = load();

    assertThat(identity.certificate()).isEqualTo(made.certificate());
    assertThat(identity.privateKey()).isEqualTo(made.privateKey());
    assertThat(identity.keyType()).isEqualTo(kind);
    assertThat(identity.names()).containsExactly("localhost");
  }

  @ParameterizedTest
  @CsvSource({"EC,256,EC PRIVATE KEY", "EC,521,EC PRIVATE KEY", "RSA,2048,RSA PRIVATE KEY"})
  void keysInTheirOlderFormatsAreRead(String kind, int size, String label) throws Exception {
    DevelopmentCertificate made = certificate(keys(kind, size));
    write(made);
    byte[] older = insideOfPkcs8(made.privateKey().getEncoded());
    Files.writeString(key, Pem.write(label, older));

    assertThat(load().privateKey()).isEqualTo(made.privateKey());
  }

  /** The content of the octet string that follows version and algorithm (RFC 5958). */
  private static byte[] insideOfPkcs8(byte[] der) {
    int version = contentOf(der, 0);
    int algorithm = version + 3;
    int octets = contentOf(der, algorithm) + der[algorithm + 1];
    return Arrays.copyOfRange(der, contentOf(der, octets), der.length);
  }

  private static int contentOf(byte[] der, int element) {
    int length = der[element + 1] & 0xff;
    return element + 2 + (length < 0x80 ? 0 : length & 0x7f);
  }

  @Test
  void certificateAndKeyMayShareAFileWithNotesBetween() throws Exception {
    DevelopmentCertificate made = certificate(keys("EC", 256));
    Files.writeString(
        chain, "the key:\n" + made.privateKeyPem() + "the rest:\n" + made.certificatePem());

    TlsCredentials credentials = Tls.certificate(chain, chain).load();

    assertThat(credentials.identities().getFirst().privateKey()).isEqualTo(made.privateKey());
  }

  @Test
  void anEncryptedKeyIsReadWithItsPasswordOnly() throws Exception {
    DevelopmentCertificate made = certificate(keys("EC", 256));
    write(made);
    Files.writeString(
        key, Pem.write("ENCRYPTED PRIVATE KEY", encrypted(made.privateKey().getEncoded())));

    assertThat(Tls.certificate(chain, key, "secret").load().identities().getFirst().privateKey())
        .isEqualTo(made.privateKey());
    assertRefused(key.toString(), "no password");
    assertThatThrownBy(() -> Tls.certificate(chain, key, "wrong").load())
        .isInstanceOf(UnusableCertificateException.class)
        .hasMessageContainingAll(key.toString(), "password is wrong")
        .hasMessageNotContaining("secret");
  }

  private static byte[] encrypted(byte[] pkcs8) throws GeneralSecurityException, IOException {
    String algorithm = "PBEWithHmacSHA256AndAES_256";
    SecretKey secret =
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec("secret".toCharArray()));
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(Cipher.ENCRYPT_MODE, secret);
    byte[] content = cipher.doFinal(pkcs8);
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
    parameters.init(cipher.getParameters().getEncoded());
    return new EncryptedPrivateKeyInfo(parameters, content).getEncoded();
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws Exception {
    write(certificate(keys("EC", 256)));
    Files.writeString(key, certificate(keys("EC", 256)).privateKeyPem());

    assertRefused(key.toString(), "doesn't belong", "CN=localhost", chain.toString());
  }

  @Test
  void aKeyOfAnotherKindIsRefused() throws Exception {
    write(certificate(keys("EC", 256)));
    Files.writeString(key, certificate(keys("RSA", 2048)).privateKeyPem());

    assertRefused(key.toString(), "kind EC");
  }

  @Test
  void anExpiredCertificateIsRefused() throws Exception {
    write(
        DevelopmentCertificate.create(
            List.of("localhost"),
            keys("EC", 256),
            Instant.parse("2020-01-01T00:00:00Z"),
            Instant.parse("2020-02-01T00:00:00Z")));

    assertRefused(chain.toString(), "CN=localhost", "expired at 2020-02-01T00:00:00Z");
  }

  @Test
  void aCertificateOfTheFutureIsRefused() throws Exception {
    write(
        DevelopmentCertificate.create(
            List.of("localhost"),
            keys("EC", 256),
            Instant.parse("2061-01-01T00:00:00Z"),
            Instant.parse("2062-01-01T00:00:00Z")));

    assertRefused(chain.toString(), "isn't valid before 2061-01-01T00:00:00Z", "clock");
  }

  @Test
  void keysThatAreTooShortOrUnknownToClientsAreRefused() throws Exception {
    write(certificate(keys("RSA", 1024)));

    assertRefused(chain.toString(), "1024 bits", "2048");
  }

  @Test
  void aChainThatBreaksIsRefused() throws Exception {
    DevelopmentCertificate own = certificate(keys("EC", 256));
    write(own);
    Files.writeString(chain, own.certificatePem() + certificate(keys("EC", 256)).certificatePem());

    assertRefused(chain.toString(), "number 1", "isn't signed by number 2");
  }

  @Test
  void aChainInTheWrongOrderIsRefusedWithTheRightOne() throws Exception {
    DevelopmentCertificate own = certificate(keys("EC", 256));
    write(own);
    Files.writeString(chain, certificate(keys("EC", 256)).certificatePem() + own.certificatePem());

    assertRefused(key.toString(), "belong", "number 2", "the server's own comes first");
  }

  @Test
  void kindsOfKeysThatClientsDontUnderstandAreRefused() throws Exception {
    KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Files.writeString(chain, ED25519_CERTIFICATE);
    Files.writeString(key, Pem.write("PRIVATE KEY", keys.getPrivate().getEncoded()));

    assertRefused(chain.toString(), "EdDSA", "RSA and EC");
  }

  @Test
  void aMarkOfTheOrderOfBytesIsPassedOver() throws Exception {
    DevelopmentCertificate made = certificate(keys("EC", 256));
    write(made);
    Files.writeString(chain, "\ufeff" + made.certificatePem());

    assertThat(load().certificate()).isEqualTo(made.certificate());
  }

  @Test
  void aKeyThatIsEncryptedOtherwiseIsToldFromAWrongPassword() throws Exception {
    write(certificate(keys("EC", 256)));
    Files.writeString(key, Pem.write("ENCRYPTED PRIVATE KEY", new byte[] {0x30, 0}));

    assertThatThrownBy(() -> Tls.certificate(chain, key, "secret").load())
        .isInstanceOf(UnusableCertificateException.class)
        .hasMessageContainingAll(key.toString(), "openssl pkcs8 -topk8")
        .hasMessageNotContaining("password");
    Files.writeString(
        key,
        "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n-----END EC PRIVATE KEY-----");
    assertRefused(key.toString(), "old format", "openssl pkcs8 -topk8");
  }

  @Test
  void filesThatArentThereOrArentPemAreRefused() throws Exception {
    assertRefused(chain.toString(), "no such file");

    write(certificate(keys("EC", 256)));
    Files.delete(key);
    assertRefused(key.toString(), "no such file");

    Files.writeString(key, "nothing of the kind");
    assertRefused(key.toString(), "isn't PEM");

    Files.writeString(key, Files.readString(chain));
    assertRefused(key.toString(), "no private key");
  }

  @Test
  void damagedFilesAreRefused() throws Exception {
    DevelopmentCertificate made = certificate(keys("EC", 256));
    write(made);
    String pem = made.certificatePem();

    Files.writeString(chain, pem.substring(0, pem.length() / 2));
    assertRefused(chain.toString(), "has no end");

    Files.writeString(chain, pem.replace("MII", "M#I"));
    assertRefused(chain.toString(), "base64");

    Files.writeString(chain, pem.replaceFirst("\n.*\n", "\n"));
    assertRefused(chain.toString(), "number 1", "damaged");

    Files.writeString(chain, "-----END CERTIFICATE-----\n");
    assertRefused(chain.toString(), "no beginning");
  }

  @Test
  void authoritiesForClientsHaveToBeThere() throws Exception {
    DevelopmentCertificate made = certificate(keys("EC", 256));
    Tls none = Tls.development(made);

    assertThatThrownBy(
            () -> none.withClientCertificates(Tls.ClientCertificates.REQUIRED, List.of()).load())
        .isInstanceOf(UnusableCertificateException.class)
        .hasMessageContaining("no authority");
    assertThatThrownBy(
            () -> none.withClientCertificates(Tls.ClientCertificates.WANTED, chain).load())
        .isInstanceOf(UnusableCertificateException.class)
        .hasMessageContaining(chain.toString());

    write(made);
    assertThat(
            none.withClientCertificates(Tls.ClientCertificates.WANTED, chain)
                .load()
                .clientAuthorities())
        .containsExactly(made.certificate());
  }

  @Test
  void passwordsArentShown() {
    assertThat(Tls.pkcs12(chain, "secret").and(Tls.certificate(chain, key, "secret")).toString())
        .contains(chain.toString(), key.toString())
        .doesNotContain("secret");
  }
}
