package dev.weir.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentCertificateTest {
  @Test
  void itIsForItsNamesAndVouchesForItself() throws Exception {
    DevelopmentCertificate made = DevelopmentCertificate.forNames("a.example", "*.b.example");

    assertThat(CertificateNames.dnsNames(made.certificate()))
        .containsExactly("a.example", "*.b.example");
    made.certificate().verify(made.certificate().getPublicKey());
    made.certificate().checkValidity();
    assertThat(made.certificate().getBasicConstraints()).isEqualTo(-1);
    assertThat(made.certificate().getExtendedKeyUsage()).hasSize(2);
    assertThat(made.certificate().getSubjectAlternativeNames())
        .contains(List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
    assertThat(Tls.development(made).load().identities().getFirst().certificate())
        .isEqualTo(made.certificate());
  }

  @Test
  void eachIsAnother() {
    assertThat(DevelopmentCertificate.forNames().certificate().getSerialNumber())
        .isNotEqualTo(DevelopmentCertificate.forNames().certificate().getSerialNumber());
  }

  /** Lengths of one octet and of several, and times of both forms. */
  @Property(tries = 60)
  void whatIsWrittenIsRead(
      @ForAll @Size(min = 1, max = 60)
          List<@AlphaChars @StringLength(min = 1, max = 40) String> names,
      @ForAll @IntRange(min = 0, max = 80) int years)
      throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair keys = generator.generateKeyPair();
    Instant from = Instant.parse("2000-02-29T23:59:59Z").plus(Duration.ofDays(365L * years));
    Instant to = from.plus(1, ChronoUnit.DAYS);

    DevelopmentCertificate made = DevelopmentCertificate.create(names, keys, from, to);

    assertThat(CertificateNames.dnsNames(made.certificate()))
        .isEqualTo(names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
    assertThat(made.certificate().getNotBefore().toInstant()).isEqualTo(from);
    assertThat(made.certificate().getNotAfter().toInstant()).isEqualTo(to);
    assertThat(made.certificate().getPublicKey()).isEqualTo(keys.getPublic());
  }

  @Test
  void openSslTakesIt(@TempDir Path directory) throws Exception {
    Path certificate = directory.resolve("certificate.pem");
    DevelopmentCertificate made = DevelopmentCertificate.forNames("localhost");
    Files.writeString(certificate, made.certificatePem());

    String file = certificate.toString();
    String said = openSsl("verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", file, file);

    assertThat(said).contains(file + ": OK");
    assertThat(openSsl("x509", "-in", file, "-noout", "-ext", "subjectAltName"))
        .contains("DNS:localhost", "IP Address:127.0.0.1");
  }

  private static String openSsl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      Assumptions.abort("openssl isn't installed here");
      throw e;
    }
    String output = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return output;
  }
}
