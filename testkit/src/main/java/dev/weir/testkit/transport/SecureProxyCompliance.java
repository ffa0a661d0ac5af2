package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.spi.transport.TransportConnection;
import dev.weir.tls.DevelopmentCertificate;
import dev.weir.tls.Tls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The PROXY protocol in front of TLS: in clear, before the handshake. */
interface SecureProxyCompliance extends SecureFixture {
  @Test
  default void aHeaderComesBeforeTheHandshake() throws Exception {
    DevelopmentCertificate certificate = DevelopmentCertificate.forNames("localhost");
    TlsClient client = TlsClient.trusting(certificate);
    TransportUnderTest inClear = transportInClear();
    SecuredTransport secured =
        new SecuredTransport(
            ProxiedTransport.trustingAll(inClear), Tls.development(certificate), client);
    try (Harness harness = Harness.start(secured, Script.echo());
        TlsPeer without = secured.connect(harness.address());
        Peer raw = inClear.connect(harness.address())) {
      assertThrows(IOException.class, without::awaitHandshake);
      raw.write(ProxyCompliance.VERSION_ONE.getBytes(StandardCharsets.US_ASCII));
      TlsPeer peer = client.over(raw);
      peer.write("hello".getBytes(StandardCharsets.US_ASCII));
      assertEquals("hello", new String(peer.readExactly(5), StandardCharsets.US_ASCII));
      TransportConnection connection = harness.next().connection();
      assertEquals("/192.0.2.1:1000", connection.remoteAddress().toString());
      assertTrue(connection.isSecure());
      assertNotNull(connection.proxyHeader());
      assertNotNull(connection.tls());
    }
  }
}
