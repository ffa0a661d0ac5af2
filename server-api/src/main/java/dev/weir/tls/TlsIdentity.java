package dev.weir.tls;

import dev.weir.annotation.Preview;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;

/**
 * A certificate with its private key.
 *
 * @param chain the server's certificate, then those that lead to an authority
 * @param privateKey the key of the first of them
 * @param names the DNS names that the certificate is for, in lower case; {@code *.example.org}
 *     stands for one label
 */
@Preview
public record TlsIdentity(List<X509Certificate> chain, PrivateKey privateKey, List<String> names) {
  /** Makes the lists immutable. */
  public TlsIdentity {
    chain = List.copyOf(chain);
    names = List.copyOf(names);
  }

  static TlsIdentity of(List<X509Certificate> chain, PrivateKey privateKey) {
    return new TlsIdentity(chain, privateKey, CertificateNames.dnsNames(chain.getFirst()));
  }

  /** The server's certificate. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** The kind of the key: {@code RSA} or {@code EC}. */
  public String keyType() {
    return certificate().getPublicKey().getAlgorithm();
  }

  /** Whether the certificate names this host literally. */
  public boolean names(String host) {
    return names.contains(host.toLowerCase(Locale.ROOT));
  }

  /** Whether a wildcard of the certificate stands for this host (RFC 9525, section 6.3). */
  public boolean namesByWildcard(String host) {
    int dot = host.indexOf('.');
    return dot > 0 && names.contains("*" + host.substring(dot).toLowerCase(Locale.ROOT));
  }

  /** The certificate, without the key. */
  @Override
  public String toString() {
    return certificate().getSubjectX500Principal().getName()
        + " for "
        + String.join(", ", names)
        + " until "
        + certificate().getNotAfter().toInstant();
  }
}
