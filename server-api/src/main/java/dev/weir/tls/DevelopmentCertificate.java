package dev.weir.tls;

import dev.weir.annotation.Preview;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A certificate that vouches for itself, made in memory, for development and tests. Nobody trusts
 * it without being told to: {@code curl --cacert}, with {@link #certificatePem} in a file.
 *
 * <p>It serves as a client's certificate as well.
 */
@Preview
public final class DevelopmentCertificate {
  private static final Duration VALIDITY = Duration.ofDays(90);

  /** Clocks of two machines, or of a machine and its container, differ a little. */
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);

  private static final int SERIAL_BITS = 127;

  private static final String SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
  private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
  private static final String COMMON_NAME = "2.5.4.3";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
  private static final String SUBJECT_ALT_NAME = "2.5.29.17";
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;
  private static final byte[] LOOPBACK_V4 = {127, 0, 0, 1};
  private static final byte[] LOOPBACK_V6 = new byte[16];

  static {
    LOOPBACK_V6[15] = 1;
  }

  private final X509Certificate certificate;
  private final PrivateKey privateKey;

  private DevelopmentCertificate(X509Certificate certificate, PrivateKey privateKey) {
    this.certificate = certificate;
    this.privateKey = privateKey;
  }

  /**
   * A new certificate with a key of its own (EC, on the curve P-256), valid for 90 days.
   *
   * @param names the DNS names it is for, {@code localhost} if none are given; 127.0.0.1 and ::1
   *     are among them always
   */
  public static DevelopmentCertificate forNames(String... names) {
    Instant now = Instant.now();
    return create(
        names.length == 0 ? List.of("localhost") : List.of(names),
        ecKeys(),
        now.minus(CLOCK_SKEW),
        now.plus(VALIDITY));
  }

  /** With keys and times as given. */
  static DevelopmentCertificate create(
      List<String> names, KeyPair keys, Instant notBefore, Instant notAfter) {
    boolean ec = keys.getPrivate().getAlgorithm().equals("EC");
    byte[] algorithm =
        ec
            ? Der.sequence(Der.oid(ECDSA_WITH_SHA256))
            : Der.sequence(Der.oid(SHA256_WITH_RSA), Der.nothing());
    byte[] subject =
        Der.sequence(Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.text(names.getFirst()))));
    byte[] content =
        Der.sequence(
            Der.explicit(0, Der.integer(2)), // version 3
            Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0)),
            algorithm,
            subject,
            Der.sequence(
                Der.time(notBefore.truncatedTo(ChronoUnit.SECONDS)),
                Der.time(notAfter.truncatedTo(ChronoUnit.SECONDS))),
            subject,
            keys.getPublic().getEncoded(),
            Der.explicit(3, extensions(names)));
    try {
      Signature signature = Signature.getInstance(ec ? "SHA256withECDSA" : "SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(content);
      byte[] der = Der.sequence(content, algorithm, Der.bits(0, signature.sign()));
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der));
      return new DevelopmentCertificate(certificate, keys.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK can't sign with its own keys", e);
    }
  }

  private static KeyPair ecKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK has no elliptic curves", e);
    }
  }

  /** RFC 5280, section 4.2.1. */
  private static byte[] extensions(List<String> names) {
    byte[] digitalSignature = {(byte) 0x80};
    return Der.sequence(
        extension(BASIC_CONSTRAINTS, true, Der.sequence()),
        extension(KEY_USAGE, true, Der.bits(7, digitalSignature)),
        extension(
            EXTENDED_KEY_USAGE, false, Der.sequence(Der.oid(SERVER_AUTH), Der.oid(CLIENT_AUTH))),
        extension(SUBJECT_ALT_NAME, false, alternativeNames(names)));
  }

  private static byte[] extension(String oid, boolean critical, byte[] value) {
    return critical
        ? Der.sequence(Der.oid(oid), Der.bool(true), Der.octets(value))
        : Der.sequence(Der.oid(oid), Der.octets(value));
  }

  private static byte[] alternativeNames(List<String> names) {
    byte[][] all = new byte[names.size() + 2][];
    for (int i = 0; i < names.size(); i++) {
      all[i] = Der.implicit(DNS_NAME, names.get(i).getBytes(StandardCharsets.US_ASCII));
    }
    all[names.size()] = Der.implicit(IP_ADDRESS, LOOPBACK_V4);
    all[names.size() + 1] = Der.implicit(IP_ADDRESS, LOOPBACK_V6);
    return Der.sequence(all);
  }

  /** The certificate. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** Its private key. */
  public PrivateKey privateKey() {
    return privateKey;
  }

  /** The certificate as the text of a PEM file. */
  public String certificatePem() {
    try {
      return Pem.write("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A certificate that was made from its encoding", e);
    }
  }

  /** The private key as the text of a PEM file (PKCS#8, not encrypted). */
  public String privateKeyPem() {
    return Pem.write("PRIVATE KEY", privateKey.getEncoded());
  }

  @Override
  public String toString() {
    return "the development certificate for "
        + String.join(", ", CertificateNames.dnsNames(certificate));
  }
}
