package dev.weir;

import dev.weir.annotation.Preview;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a trusted proxy said about a connection by the PROXY protocol. Texts are as the client or
 * the proxy wrote them, and may hold any characters.
 *
 * @param version 1 or 2
 * @param source the client's address; null for a connection of the proxy's own, such as a health
 *     check, and if the proxy doesn't know it
 * @param destination the address that the client connected to, or null with {@code source}
 * @param applicationProtocol what the client agreed on with the proxy (ALPN), or null
 * @param authority the host that the client asked the proxy for (SNI as a rule), or null
 * @param uniqueId what the proxy calls the connection, in up to 128 bytes, or no bytes
 * @param tls the TLS between client and proxy, or null if there is none, or the proxy doesn't say
 */
@Preview
public record ProxyHeader(
    int version,
    @Nullable SocketAddress source,
    @Nullable SocketAddress destination,
    @Nullable String applicationProtocol,
    @Nullable String authority,
    Bytes uniqueId,
    @Nullable ClientTls tls) {

  /**
   * The TLS between a client and a proxy.
   *
   * @param version such as {@code TLSv1.3}, or null
   * @param cipher the proxy's name of the cipher suite, or null
   * @param certificateShown whether the client has shown a certificate, now or in the session that
   *     was resumed
   * @param certificateVerified whether the proxy has verified it
   * @param commonName the common name of the certificate's subject, or null
   */
  public record ClientTls(
      @Nullable String version,
      @Nullable String cipher,
      boolean certificateShown,
      boolean certificateVerified,
      @Nullable String commonName) {}
}
