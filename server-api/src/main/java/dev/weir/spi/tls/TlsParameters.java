package dev.weir.spi.tls;

import dev.weir.annotation.Preview;
import dev.weir.tls.Tls.ClientCertificates;
import java.util.List;

/**
 * What engines are made for.
 *
 * @param protocols the versions, by the JDK's names
 * @param applicationProtocols for ALPN, the preferred first; with none, it isn't offered
 * @param clientCertificates whether clients are asked for a certificate
 */
@Preview
public record TlsParameters(
    List<String> protocols,
    List<String> applicationProtocols,
    ClientCertificates clientCertificates) {
  /**
   * The suites that are offered, the preferred first: all with ephemeral keys and authenticated
   * encryption, those that RFC 9325 (section 4.2) recommends.
   */
  public static final List<String> CIPHER_SUITES =
      List.of(
          "TLS_AES_256_GCM_SHA384",
          "TLS_AES_128_GCM_SHA256",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /** The groups for the exchange of keys, the preferred first. */
  public static final List<String> NAMED_GROUPS = List.of("x25519", "secp256r1", "secp384r1");

  /** The algorithms of signatures; none of them uses SHA-1. */
  public static final List<String> SIGNATURE_SCHEMES =
      List.of(
          "ecdsa_secp256r1_sha256",
          "ecdsa_secp384r1_sha384",
          "ecdsa_secp521r1_sha512",
          "rsa_pss_rsae_sha256",
          "rsa_pss_rsae_sha384",
          "rsa_pss_rsae_sha512",
          "rsa_pkcs1_sha256",
          "rsa_pkcs1_sha384",
          "rsa_pkcs1_sha512");

  /** Makes the lists immutable. */
  public TlsParameters {
    protocols = List.copyOf(protocols);
    applicationProtocols = List.copyOf(applicationProtocols);
  }
}
