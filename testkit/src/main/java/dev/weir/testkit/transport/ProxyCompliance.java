package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.ProxyHeader;
import dev.weir.TrustedProxies;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.TransportConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The PROXY protocol in front of whatever is spoken: who is believed, and who is refused. */
interface ProxyCompliance extends TransportFixture {
  /** From 192.0.2.1:1000 to 192.0.2.2:443. */
  String VERSION_ONE = "PROXY TCP4 192.0.2.1 192.0.2.2 1000 443\r\n";

  /** The same, and the protocol "h2", in hexadecimal. */
  String VERSION_TWO = "0d0a0d0a000d0a515549540a2111" + "0011c0000201c000020203e801bb0100026832";

  /** A health check of the proxy's own, in hexadecimal. */
  String LOCAL = "0d0a0d0a000d0a515549540a" + "20000000";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private ProxiedTransport proxied() {
    return ProxiedTransport.trustingAll(newTransport());
  }

  private static void assertClient(TransportConnection connection) {
    assertEquals(
        new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 1000),
        connection.remoteAddress());
    assertEquals(
        new InetSocketAddress(InetAddress.ofLiteral("192.0.2.2"), 443), connection.localAddress());
  }

  /** How a connection ends for the client: orderly or not, without a byte. */
  private static void assertEndsSilently(Peer peer) {
    try {
      assertEquals(0, peer.readToEnd().length);
    } catch (IOException e) {
      // A reset.
    }
  }

  @Test
  default void aHeaderTellsWhoTheClientIs() throws Exception {
    try (Harness harness = Harness.start(proxied(), Script.echo());
        Peer peer = harness.dial()) {
      peer.write(bytes(VERSION_ONE + "hello"));
      assertEquals("hello", new String(peer.readExactly(5), StandardCharsets.ISO_8859_1));
      Served served = harness.next();
      assertClient(served.connection());
      InetSocketAddress proxy = (InetSocketAddress) served.connection().peerAddress();
      assertEquals(true, proxy.getAddress().isLoopbackAddress());
      assertSame(served.connection(), served.stream().connection());
    }
  }

  @Test
  default void aHeaderMayComeInPieces() throws Exception {
    try (Harness harness = Harness.start(proxied(), Script.echo());
        Peer peer = harness.dial()) {
      for (byte each : HexFormat.of().parseHex(VERSION_TWO)) {
        peer.write(new byte[] {each});
      }
      peer.write(bytes("hello"));
      assertEquals("hello", new String(peer.readExactly(5), StandardCharsets.ISO_8859_1));
      TransportConnection connection = harness.next().connection();
      assertClient(connection);
      ProxyHeader header = connection.proxyHeader();
      assertNotNull(header);
      assertEquals("h2", header.applicationProtocol());
    }
  }

  @Test
  default void aServerThatSpeaksFirstDoesSoAfterTheHeader() throws Exception {
    Script greeting =
        new Script() {
          @Override
          public void opened(Served served) {
            served.stream().output().write(bytes("welcome"));
          }

          @Override
          public void inputEnded(Served served, LentBytes rest) {
            served.stream().close();
          }
        };
    try (Harness harness = Harness.start(proxied(), greeting);
        Peer peer = harness.dial()) {
      peer.write(HexFormat.of().parseHex(VERSION_TWO));
      assertEquals("welcome", new String(peer.readExactly(7), StandardCharsets.ISO_8859_1));
      peer.finish();
      assertEquals(0, peer.readToEnd().length);
      assertEquals(CloseCause.Kind.FINISHED, harness.next().awaitEnd().kind());
    }
  }

  @Test
  default void aProxysOwnConnectionKeepsItsAddresses() throws Exception {
    try (Harness harness = Harness.start(proxied(), Script.echo());
        Peer peer = harness.dial()) {
      peer.write(HexFormat.of().parseHex(LOCAL));
      peer.write(bytes("ok"));
      assertEquals("ok", new String(peer.readExactly(2), StandardCharsets.ISO_8859_1));
      TransportConnection connection = harness.next().connection();
      assertEquals(connection.peerAddress(), connection.remoteAddress());
      assertNotNull(connection.proxyHeader());
    }
  }

  @Test
  default void muchGoesBothWaysBehindAHeader() throws Exception {
    byte[] much = new byte[1 << 20];
    for (int i = 0; i < much.length; i++) {
      much[i] = (byte) (i * 31 >> 3);
    }
    try (Harness harness = Harness.start(proxied(), Script.echo());
        Peer peer = harness.dial()) {
      peer.write(bytes(VERSION_ONE));
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  peer.write(much);
                  peer.finish();
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      assertEquals(java.util.Arrays.hashCode(much), java.util.Arrays.hashCode(peer.readToEnd()));
      writer.join();
    }
  }

  @Test
  default void whoIsntTrustedIsRefused() throws Exception {
    ProxiedTransport others =
        new ProxiedTransport(newTransport(), TrustedProxies.at("192.0.2.0/24").withProxyProtocol());
    try (Harness harness = Harness.startWithPermits(others, Script.echo(), 10)) {
      for (int i = 0; i < 3; i++) {
        try (Peer peer = harness.dial()) {
          assertEndsSilently(peer);
        }
      }
      harness.transport().close();
      assertEquals(10, harness.permits());
      assertEquals(0, harness.acceptedCount());
    }
  }

  @Test
  default void whatIsntAHeaderEndsTheConnection() throws Exception {
    try (Harness harness = Harness.startWithPermits(proxied(), Script.echo(), 10)) {
      for (String wrong :
          new String[] {
            "GET / HTTP/1.1\r\n\r\n", "PROXY TCP4 1.2.3.4 5.6.7.8 1\r\n", "\r\n\r\n\0\r\nQUIX"
          }) {
        try (Peer peer = harness.dial()) {
          peer.write(bytes(wrong));
          assertEndsSilently(peer);
        }
      }
      try (Peer peer = harness.dial()) {
        peer.write(bytes("PROXY TCP4 "));
        peer.finish();
        assertEndsSilently(peer);
      }
      try (Peer peer = harness.dial()) {
        peer.finish();
        assertEndsSilently(peer);
      }
      harness.transport().close();
      assertEquals(10, harness.permits());
      assertEquals(0, harness.acceptedCount());
    }
  }

  @Test
  default void aHeaderThatIsTooLongEndsTheConnection() throws Exception {
    Limits limits = Limits.defaults().with(Limits.MAX_PROXY_HEADER, 256L);
    try (Harness harness = Harness.start(proxied(), limits, Script.echo());
        Peer peer = harness.dial()) {
      peer.write(HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + "21110f00"));
      assertEndsSilently(peer);
      assertEquals(0, harness.acceptedCount());
    }
  }

  @Test
  default void aHeaderThatDoesntComeInTimeEndsTheConnection() throws Exception {
    Limits limits = Limits.defaults().with(Limits.PROXY_HEADER_TIMEOUT, Duration.ofMillis(100));
    ProxiedTransport proxied = proxied();
    try (Harness harness = Harness.start(proxied, limits, Script.echo());
        Peer silent = harness.dial();
        Peer slow = harness.dial()) {
      slow.write(bytes("PROXY "));
      proxied.pass(Duration.ofSeconds(1));
      assertEndsSilently(silent);
      assertEndsSilently(slow);
      assertEquals(0, harness.acceptedCount());
    }
  }

  @Test
  default void aConnectionCanBeRefusedByWhatItsHeaderTells() throws Exception {
    try (Harness harness = Harness.startRefusing(proxied());
        Peer peer = harness.dial()) {
      peer.write(bytes(VERSION_ONE + "hello"));
      assertEndsSilently(peer);
      Served served = harness.next();
      assertEquals(CloseCause.Kind.ABORTED, served.awaitEnd().kind());
      assertClient(served.connection());
    }
  }

  @Test
  default void aClientWithoutAProxyTellsNoHeader() throws Exception {
    try (Harness harness = Harness.start(newTransport(), Script.echo());
        Harness.Pair pair = harness.connect()) {
      pair.write(VERSION_ONE);
      assertEquals(VERSION_ONE, pair.read(VERSION_ONE.length()));
      assertNull(pair.served().connection().proxyHeader());
      assertEquals(
          pair.served().connection().remoteAddress(), pair.served().connection().peerAddress());
    }
  }
}
