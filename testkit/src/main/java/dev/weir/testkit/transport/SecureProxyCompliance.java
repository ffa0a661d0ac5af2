package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.Limits;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.TransportConnection;
import dev.weir.testkit.transport.HandshakeCompliance.Secured;
import dev.weir.tls.DevelopmentCertificate;
import dev.weir.tls.Tls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The PROXY protocol in front of TLS: in clear, before the handshake. */
interface SecureProxyCompliance extends SecureFixture {
  /** The header in either version, for one client. */
  List<byte[]> HEADERS =
      List.of(
          ProxyCompliance.VERSION_ONE.getBytes(StandardCharsets.US_ASCII),
          HexFormat.of().parseHex(ProxyCompliance.VERSION_TWO));

  /** The alert that TLS answers to whatever isn't a hello, in hexadecimal. */
  String UNEXPECTED_MESSAGE = "1503030002020a";

  private Secured behindProxy(Limits limits) throws IOException {
    return Secured.start(
        ProxiedTransport.trustingAll(transportInClear()), limits, HandshakeCompliance.echoing());
  }

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

  @Test
  default void theHelloMayComeInOneSegmentWithItsHeader() throws Exception {
    assertServed(raw -> raw);
  }

  @Test
  default void headerAndHandshakeMayComeByteByByte() throws Exception {
    assertServed(ShapedPeer::trickling);
  }

  private void assertServed(UnaryOperator<Peer> shaped) throws Exception {
    try (Secured server = behindProxy(Limits.defaults())) {
      for (byte[] header : HEADERS) {
        try (Peer raw = server.raw();
            TlsPeer peer =
                server.client().over(ShapedPeer.beginningWith(header, shaped.apply(raw)))) {
          HandshakeCompliance.echo(peer, "hello");
          assertEquals("/192.0.2.1:1000", told(server.harness().next()));
        }
      }
    }
  }

  @Test
  default void aSecondHeaderIsNoHello() throws Exception {
    try (Secured server = behindProxy(Limits.defaults())) {
      for (byte[] first : HEADERS) {
        for (byte[] second : HEADERS) {
          try (Peer raw = server.raw()) {
            ShapedPeer.beginningWith(first, raw).write(second);
            assertEquals(UNEXPECTED_MESSAGE, HexFormat.of().formatHex(raw.readToEnd()));
            raw.finish();
            assertEquals(CloseCause.Kind.FAILED, server.harness().next().awaitEnd().kind());
          }
        }
      }
    }
  }

  @Test
  default void aProxyThatStopsAfterItsHeaderHasTheHandshakesTime() throws Exception {
    Limits limits =
        Limits.defaults()
            .with(Limits.PROXY_HEADER_TIMEOUT, Duration.ofHours(1))
            .with(Limits.HANDSHAKE_TIMEOUT, Duration.ofMillis(200));
    try (Secured server = behindProxy(limits);
        Peer raw = server.raw()) {
      raw.write(HEADERS.getFirst());
      Served served = server.harness().next();
      server.harness().pass(Duration.ofMillis(300));
      assertEquals(CloseCause.TIMED_OUT, served.awaitEnd());
      assertEquals("/192.0.2.1:1000", told(served));
      assertThrows(IOException.class, raw::readToEnd);
    }
  }

  @Test
  default void aProxyThatStopsAfterItsHeaderIsClosedWhenAcceptingEnds() throws Exception {
    Limits patient =
        Limits.defaults()
            .with(Limits.PROXY_HEADER_TIMEOUT, Duration.ofHours(1))
            .with(Limits.HANDSHAKE_TIMEOUT, Duration.ofHours(1));
    try (Secured server = behindProxy(patient);
        Peer stopped = server.raw();
        Peer halfway = server.raw()) {
      stopped.write(HEADERS.getFirst());
      Served waiting = server.harness().next();
      halfway.write(Arrays.copyOf(HEADERS.getFirst(), 20));
      try (Peer raw = server.raw();
          TlsPeer other = // so that the half has arrived
              server.client().over(ShapedPeer.beginningWith(HEADERS.getLast(), raw))) {
        HandshakeCompliance.echo(other, "before");
        assertFalse(server.harness().next().isEnded());
        ProxyDrainCompliance.stopAccepting(server.harness());
        server.harness().pass(HandshakeDrainCompliance.LONG_ENOUGH);
        assertEquals(0, stopped.readToEnd().length, "an orderly end");
        stopped.finish();
        assertEquals(CloseCause.SHUTDOWN, waiting.awaitEnd());
        HandshakeCompliance.echo(other, "after");
      }
      byte[] header = HEADERS.getFirst();
      byte[] rest = Arrays.copyOfRange(header, 20, header.length);
      try (TlsPeer peer = server.client().over(ShapedPeer.beginningWith(rest, halfway))) {
        HandshakeCompliance.echo(peer, "hello");
        assertEquals("/192.0.2.1:1000", told(server.harness().next()));
      }
    }
  }

  private static String told(Served served) {
    return served.connection().remoteAddress().toString();
  }
}
