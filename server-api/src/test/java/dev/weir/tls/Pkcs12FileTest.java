package dev.weir.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a key store may hold, and what is said of those that can't be used. */
class Pkcs12FileTest {
  /** By {@code openssl pkcs12 -export -keypbe NONE -certpbe NONE -passout pass:secret}. */
  private static final String KEY_IN_THE_CLEAR =
      """
      MIIDQgIBAzCCAvgGCSqGSIb3DQEHAaCCAukEggLlMIIC4TCCAgIGCSqGSIb3DQEHAaCCAfMEggHv
      MIIB6zCCAecGCyqGSIb3DQEMCgEDoIIBrzCCAasGCiqGSIb3DQEJFgGgggGbBIIBlzCCAZMwggE5
      oAMCAQICFDd/51EzXML+GsuK5e06oirhw9EoMAoGCCqGSM49BAMCMBQxEjAQBgNVBAMMCWxvY2Fs
      aG9zdDAeFw0yNjExMjExNDQwMzdaFw0yNzAzMDExNDQwMzdaMBQxEjAQBgNVBAMMCWxvY2FsaG9z
      dDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABHcRRlKvv0HrCJm6cpE6yQmRKEZ7JixcwZMO3Khe
      OyGjR6xdH269Ya6d4MopldCHHzDH7WmpyTk0Ed9Lm3LjAxijaTBnMB0GA1UdDgQWBBS904Y8UqKx
      qgaxSZgXoSwLEKcoaTAfBgNVHSMEGDAWgBS904Y8UqKxqgaxSZgXoSwLEKcoaTAPBgNVHRMBAf8E
      BTADAQH/MBQGA1UdEQQNMAuCCWxvY2FsaG9zdDAKBggqhkjOPQQDAgNIADBFAiEAi+GEWHTNsoS+
      n5T9+nf6JDvuXtiPPRyOFQCl2Hfv25gCIGnr5lp9DW32EmAy87SULsemGjvtgf/0gI9fWbEabZdE
      MSUwIwYJKoZIhvcNAQkVMRYEFMy1OfoepWNG5RrL+xKwE9HKf7EbMIHYBgkqhkiG9w0BBwGggcoE
      gccwgcQwgcEGCyqGSIb3DQEMCgEBoIGKMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIB
      AQQgyNzei7abvBmS8pW5a5y8LFifmKYc+vt6ZJHyh5Hxu+2hRANCAAR3EUZSr79B6wiZunKROskJ
      kShGeyYsXMGTDtyoXjsho0esXR9uvWGuneDKKZXQhx8wx+1pqck5NBHfS5ty4wMYMSUwIwYJKoZI
      hvcNAQkVMRYEFMy1OfoepWNG5RrL+xKwE9HKf7EbMEEwMTANBglghkgBZQMEAgEFAAQgq+6V1dk3
      MKyiWogrU4s3pXQ32AwNxs5QP9COAuD4ztcECCph7xKDbaS8AgIIAA==
      """;

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("both.p12");
  }

  private static DevelopmentCertificate made() {
    return DevelopmentCertificate.forNames("localhost");
  }

  private static void write(
      Path file, String password, String ofKey, DevelopmentCertificate made, String... aliases)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (String alias : aliases) {
      store.setKeyEntry(
          alias, made.privateKey(), ofKey.toCharArray(), new Certificate[] {made.certificate()});
    }
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    store.store(content, password.toCharArray());
    Files.write(file, content.toByteArray());
  }

  private void assertRefused(String password, String... words) {
    assertThatThrownBy(() -> Tls.pkcs12(file, password).load())
        .isInstanceOf(UnusableCertificateException.class)
        .hasMessageStartingWith(file + " can't be used: ")
        .hasMessageContainingAll(words)
        .hasMessageNotContaining("secret");
  }

  @Test
  void aFileIsReadWithItsPasswordOnly() throws Exception {
    DevelopmentCertificate made = made();
    write(file, "secret", "secret", made, "one");

    TlsIdentity identity = Tls.pkcs12(file, "secret").load().identities().getFirst();

    assertThat(identity.certificate()).isEqualTo(made.certificate());
    assertThat(identity.privateKey()).isEqualTo(made.privateKey());
    assertRefused("wrong", "the password is wrong");
  }

  @Test
  void whatIsntPkcs12IsRefused() throws Exception {
    Files.writeString(file, made().certificatePem());

    assertRefused("secret", "isn't PKCS#12");
  }

  @Test
  void aFileMayHaveNoPassword() throws Exception {
    DevelopmentCertificate made = made();
    write(file, "", "", made, "one");

    assertThat(Tls.pkcs12(file, "").load().identities().getFirst().certificate())
        .isEqualTo(made.certificate());
  }

  @Test
  void aFileWithTwoKeysIsRefused() throws Exception {
    write(file, "secret", "secret", made(), "one", "two");

    assertRefused("secret", "one private key", "holds 2");
  }

  @Test
  void aFileWithoutAKeyIsRefused() throws Exception {
    write(file, "secret", "secret", made());

    assertRefused("secret", "one private key", "holds 0", "openssl pkcs12 -export");
  }

  @Test
  void aKeyWithAnotherPasswordThanTheFileIsToldFromAWrongOne() throws Exception {
    write(file, "secret", "another", made(), "one");

    assertRefused("secret", "private key has another", "openssl pkcs12 -export", "PEM");
    assertRefused("another", "the password is wrong");
  }

  @Test
  void aKeyThatIsntEncryptedIsRefusedWithTheReason() throws Exception {
    Files.write(file, Base64.getMimeDecoder().decode(KEY_IN_THE_CLEAR));

    assertRefused("secret", "private key isn't encrypted", "openssl pkcs12 -export", "PEM");
    assertRefused("wrong", "the password is wrong");
  }
}
