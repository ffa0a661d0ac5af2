package dev.weir.tls;

import dev.weir.annotation.Preview;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What handshakes are done with: read, and found fit for use.
 *
 * @param identities the certificates, the default first
 * @param clientAuthorities whose signature makes a client's certificate good; empty if clients
 *     aren't asked for one
 */
@Preview
public record TlsCredentials(
    List<TlsIdentity> identities, List<X509Certificate> clientAuthorities) {
  /** Makes the lists immutable. */
  public TlsCredentials {
    if (identities.isEmpty()) {
      throw new IllegalArgumentException("TLS needs a certificate");
    }
    identities = List.copyOf(identities);
    clientAuthorities = List.copyOf(clientAuthorities);
  }
}
