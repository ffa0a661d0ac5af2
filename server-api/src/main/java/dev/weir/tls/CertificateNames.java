package dev.weir.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The names that a certificate is for. */
final class CertificateNames {
  /** The kind of a name in a subjectAltName (RFC 5280, section 4.2.1.6). */
  private static final int DNS_NAME = 2;

  private CertificateNames() {}

  /** Those of its subjectAltName; the subject itself isn't looked at any more (RFC 9525). */
  static List<String> dnsNames(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names == null) {
        return List.of();
      }
      return names.stream()
          .filter(name -> name.getFirst().equals(DNS_NAME))
          .map(name -> ((String) name.get(1)).toLowerCase(Locale.ROOT))
          .toList();
    } catch (CertificateParsingException e) {
      return List.of(); // without a name it can still be the default
    }
  }
}
