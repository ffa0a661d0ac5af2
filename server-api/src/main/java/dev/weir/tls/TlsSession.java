package dev.weir.tls;

import dev.weir.annotation.Preview;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the handshake of a connection agreed on.
 *
 * @param protocol the version, such as {@code TLSv1.3}
 * @param cipherSuite the cipher suite by its name in IANA's registry
 * @param serverName the host name that the client asked for (SNI, RFC 6066 section 3), or null
 * @param applicationProtocol the protocol agreed on (ALPN, RFC 7301), or null
 * @param clientCertificates the client's certificate, then those that lead to an authority; empty
 *     if it has shown none. It has been verified against the door's authorities.
 */
@Preview
public record TlsSession(
    String protocol,
    String cipherSuite,
    @Nullable String serverName,
    @Nullable String applicationProtocol,
    List<X509Certificate> clientCertificates) {
  /** Makes the list of certificates immutable. */
  public TlsSession {
    clientCertificates = List.copyOf(clientCertificates);
  }

  /** The client's own certificate, or null if it has shown none. */
  public @Nullable X509Certificate clientCertificate() {
    return clientCertificates.isEmpty() ? null : clientCertificates.getFirst();
  }
}
