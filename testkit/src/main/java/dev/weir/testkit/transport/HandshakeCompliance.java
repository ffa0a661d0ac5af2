package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.TransportConnection;
import dev.weir.tls.DevelopmentCertificate;
import dev.weir.tls.Tls;
import dev.weir.tls.TlsSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

/** Handshakes: what is agreed on, who is refused, and how long they may take. */
interface HandshakeCompliance extends SecureFixture {
  /** A client of before 2018. */
  static void onlyTls12(SSLParameters client) {
    client.setProtocols(new String[] {"TLSv1.2"});
  }

  /** A server of this script, and clients that trust it. */
  record Secured(TransportUnderTest inClear, Harness harness, TlsClient client)
      implements AutoCloseable {
    static Secured start(TransportUnderTest inClear, Script script) throws IOException {
      return start(inClear, Limits.defaults(), script);
    }

    static Secured start(TransportUnderTest inClear, Limits limits, Script script)
        throws IOException {
      DevelopmentCertificate certificate = DevelopmentCertificate.forNames("localhost");
      return start(
          inClear, limits, script, Tls.development(certificate), TlsClient.trusting(certificate));
    }

    static Secured start(
        TransportUnderTest inClear, Limits limits, Script script, Tls tls, TlsClient client)
        throws IOException {
      SecuredTransport underTest = new SecuredTransport(inClear, tls, client);
      return new Secured(inClear, Harness.start(underTest, limits, script), client);
    }

    /** A client that hasn't said anything yet. */
    Peer raw() throws IOException {
      return inClear.connect(harness.address());
    }

    TlsPeer connect() throws IOException {
      return client.over(raw());
    }

    TlsPeer connect(Consumer<SSLParameters> changes) throws IOException {
      return client.over(raw(), changes);
    }

    @Override
    public void close() {
      harness.close();
    }
  }

  /** Goes back and forth once. */
  static void echo(Peer peer, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    peer.write(bytes);
    assertArrayEquals(bytes, peer.readExactly(bytes.length));
  }

  /** The client reads on until there is nothing more, however it is told. */
  private static void awaitServersEnd(TlsPeer peer) {
    try {
      var unused = peer.readToEnd();
    } catch (IOException e) {
      // An alert, as its handshake will never be over.
    }
  }

  static Script echoing(String... applicationProtocols) {
    Script echo = Script.echo();
    return new Script() {
      @Override
      public List<String> applicationProtocols() {
        return List.of(applicationProtocols);
      }

      @Override
      public int input(Served served, LentBytes input) {
        return echo.input(served, input);
      }

      @Override
      public void writable(Served served) {
        echo.writable(served);
      }

      @Override
      public void inputEnded(Served served, LentBytes rest) {
        echo.inputEnded(served, rest);
      }
    };
  }

  @Test
  default void aConnectionTellsWhatItsHandshakeAgreedOn() throws Exception {
    try (Secured server = Secured.start(transportInClear(), echoing());
        TlsPeer peer = server.connect()) {
      echo(peer, "hello");
      TransportConnection connection = server.harness().next().connection();
      assertTrue(connection.isSecure());
      TlsSession session = connection.tls();
      assertNotNull(session);
      assertEquals("TLSv1.3", session.protocol());
      assertEquals(peer.session().getCipherSuite(), session.cipherSuite());
      assertEquals("localhost", session.serverName());
      assertEquals(null, session.applicationProtocol());
      assertEquals(List.of(), session.clientCertificates());
    }
  }

  @Test
  default void aClientOfTls12IsServed() throws Exception {
    try (Secured server = Secured.start(transportInClear(), echoing());
        TlsPeer peer = server.connect(HandshakeCompliance::onlyTls12)) {
      echo(peer, "hello");
      assertEquals("TLSv1.2", peer.session().getProtocol());
    }
  }

  @Test
  default void aClientOfTls12IsRefusedWhereOnlyTls13IsSpoken() throws Exception {
    DevelopmentCertificate certificate = DevelopmentCertificate.forNames();
    try (Secured server =
            Secured.start(
                transportInClear(),
                Limits.defaults(),
                echoing(),
                Tls.development(certificate).withoutTls12(),
                TlsClient.trusting(certificate));
        TlsPeer old = server.connect(HandshakeCompliance::onlyTls12);
        TlsPeer peer = server.connect()) {
      assertThrows(IOException.class, old::awaitHandshake);
      echo(peer, "hello");
    }
  }

  @Test
  default void theServersPreferenceDecidesWhatIsSpokenInside() throws Exception {
    try (Secured server = Secured.start(transportInClear(), echoing("h2", "http/1.1"));
        TlsPeer peer =
            server.connect(
                client -> client.setApplicationProtocols(new String[] {"http/1.1", "h2"}))) {
      echo(peer, "hello");
      assertEquals("h2", peer.applicationProtocol());
      assertEquals("h2", server.harness().next().connection().applicationProtocol());
    }
  }

  @Test
  default void aClientThatSpeaksNothingOfTheServersIsRefused() throws Exception {
    try (Secured server = Secured.start(transportInClear(), echoing("http/1.1"));
        TlsPeer peer =
            server.connect(client -> client.setApplicationProtocols(new String[] {"smtp"}))) {
      assertThrows(IOException.class, peer::awaitHandshake);
      peer.reset();
      assertEquals(CloseCause.Kind.FAILED, server.harness().next().awaitEnd().kind());
    }
  }

  @Test
  default void aClientThatDoesntSayWhatItSpeaksIsServed() throws Exception {
    try (Secured server = Secured.start(transportInClear(), echoing("http/1.1"));
        TlsPeer peer = server.connect()) {
      echo(peer, "hello");
      assertEquals(null, server.harness().next().connection().applicationProtocol());
    }
  }

  @Test
  default void aHandshakeThatTricklesInSucceeds() throws Exception {
    try (Secured server = Secured.start(transportInClear(), echoing());
        TlsPeer peer = server.client().over(ShapedPeer.trickling(server.raw()))) {
      echo(peer, "hello");
    }
  }

  @Test
  default void whatIsntTlsIsAnsweredByAnAlertAndTheEnd() throws Exception {
    try (Secured server = Secured.start(transportInClear(), echoing());
        Peer peer = server.raw()) {
      peer.write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      byte[] unexpectedMessage = {21, 3, 3, 0, 2, 2, 10}; // RFC 8446, section 6.2
      assertArrayEquals(unexpectedMessage, peer.readToEnd());
      peer.finish();
      assertEquals(CloseCause.Kind.FAILED, server.harness().next().awaitEnd().kind());
    }
  }

  @Test
  default void aHelloThatIsNoneIsAnsweredByAnAlertAndTheEnd() throws Exception {
    try (Secured server = Secured.start(transportInClear(), echoing());
        Peer peer = server.raw()) {
      peer.write(new byte[] {22, 3, 1, 0, 5, 99, 0, 0, 1, 7});
      byte[] answer = peer.readToEnd();
      assertEquals(21, answer[0], "an alert");
      peer.finish();
      assertEquals(CloseCause.Kind.FAILED, server.harness().next().awaitEnd().kind());
    }
  }

  @Test
  default void aClientThatSaysNothingIsCutInTime() throws Exception {
    Limits limits = Limits.defaults().with(Limits.HANDSHAKE_TIMEOUT, Duration.ofMillis(200));
    try (Secured server = Secured.start(transportInClear(), limits, echoing());
        Peer silent = server.raw()) {
      Served served = server.harness().next();
      server.harness().pass(Duration.ofMillis(300));
      assertEquals(CloseCause.TIMED_OUT, served.awaitEnd());
      assertThrows(IOException.class, silent::readToEnd);
    }
  }

  @Test
  default void aClientThatStopsWithinTheHandshakeIsCutInTime() throws Exception {
    Limits limits = Limits.defaults().with(Limits.HANDSHAKE_TIMEOUT, Duration.ofMillis(500));
    try (Secured server = Secured.start(transportInClear(), limits, echoing());
        Peer raw = server.raw()) {
      raw.write(new byte[] {22, 3, 1, 1});
      Served served = server.harness().next();
      server.harness().pass(Duration.ofMillis(600));
      assertEquals(CloseCause.TIMED_OUT, served.awaitEnd());
    }
  }

  @Test
  default void aClientThatGoesWithinTheHandshakeIsForgotten() throws Exception {
    try (Secured server = Secured.start(transportInClear(), echoing());
        Peer raw = server.raw()) {
      raw.write(new byte[] {22, 3, 1});
      Served served = server.harness().next();
      raw.finish();
      assertEquals(CloseCause.Kind.PEER_RESET, served.awaitEnd().kind());
    }
  }

  @Test
  default void moreHandshakesThanMayBeAtOnceWaitForTheirTurn() throws Exception {
    Limits limits = HandshakeDrainCompliance.PATIENT.with(Limits.MAX_HANDSHAKES, 1);
    try (Secured server = Secured.start(transportInClear(), limits, echoing());
        TlsPeer first = server.client().over(ShapedPeer.fallingSilent(server.raw()))) {
      Served served = server.harness().next();
      first.awaitHandshake(); // on this side: the server waits for the last of it
      try (TlsPeer second = server.connect()) {
        server.harness().settle(server.harness().next().loop());
        assertFalse(second.isShaken(), "two handshakes at once");
        first.reset();
        echo(second, "hello");
      }
      assertEquals(CloseCause.Kind.PEER_RESET, served.awaitEnd().kind());
    }
  }

  @Test
  default void aSessionIsResumed() throws Exception {
    try (Secured server = Secured.start(transportInClear(), echoing())) {
      int full = handshakeBytes(server);
      int resumed = handshakeBytes(server);
      assertTrue(
          resumed < full / 2,
          "The second handshake took " + resumed + " bytes, after " + full + " of the first");
    }
  }

  private static int handshakeBytes(Secured server) throws IOException {
    try (ShapedPeer counting = new ShapedPeer(server.raw());
        TlsPeer peer = server.client().over(counting, HandshakeCompliance::onlyTls12)) {
      peer.awaitHandshake();
      int bytes = counting.received();
      echo(peer, "hello");
      return bytes;
    }
  }

  @Test
  default void anotherHandshakeOnTheSameConnectionIsRefused() throws Exception {
    try (Secured server = Secured.start(transportInClear(), echoing());
        TlsPeer peer = server.connect(HandshakeCompliance::onlyTls12)) {
      echo(peer, "hello");
      peer.renegotiate();
      awaitServersEnd(peer);
      peer.reset();
      assertEquals(CloseCause.Kind.FAILED, server.harness().next().awaitEnd().kind());
    }
  }

  @Test
  default void keysAreUpdatedWhileThereIsSomethingToEncrypt() throws Exception {
    try (Secured server = Secured.start(transportInClear(), echoing());
        TlsPeer peer = server.connect()) {
      for (int i = 0; i < 100; i++) {
        peer.renegotiate();
        echo(peer, "hello");
      }
    }
  }

  @Test
  default void keysUpdatedForNothingEndTheConnection() throws Exception {
    try (Secured server = Secured.start(transportInClear(), echoing());
        TlsPeer peer = server.connect()) {
      echo(peer, "hello");
      assertFalse(isAnsweredAfterUpdatesOfKeys(100, peer));
      peer.reset();
      assertEquals(CloseCause.Kind.FAILED, server.harness().next().awaitEnd().kind());
    }
  }

  /** Whether the server still echoes; if not, it has ended the connection, in whatever way. */
  private static boolean isAnsweredAfterUpdatesOfKeys(int count, TlsPeer peer) {
    try {
      for (int i = 0; i < count; i++) {
        peer.renegotiate();
      }
      peer.write(new byte[] {1});
      return peer.read(new byte[1]) >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  default void aDamagedRecordEndsTheConnection() throws Exception {
    try (Secured server = Secured.start(transportInClear(), echoing());
        TlsPeer peer = server.connect()) {
      echo(peer, "hello");
      byte[] forged = new byte[5 + 64];
      forged[0] = 23;
      forged[1] = 3;
      forged[2] = 3;
      forged[4] = 64;
      peer.raw().write(forged);
      assertThrows(IOException.class, peer::readToEnd);
      peer.reset();
      assertEquals(CloseCause.Kind.FAILED, server.harness().next().awaitEnd().kind());
    }
  }

  @Test
  default void anEndWithoutCloseNotifyIsToldFromACleanOne() throws Exception {
    try (Secured server = Secured.start(transportInClear(), echoing());
        TlsPeer peer = server.connect()) {
      echo(peer, "hello");
      Served served = server.harness().next();
      peer.raw().finish();
      assertEquals(CloseCause.Kind.PEER_RESET, served.awaitEnd().kind());
      assertEquals(0, served.ends());
    }
  }

  @Test
  default void aClientThatEndsTlsSeesItsServersEnd() throws Exception {
    try (Secured server = Secured.start(transportInClear(), echoing());
        TlsPeer peer = server.connect()) {
      echo(peer, "hello");
      Served served = server.harness().next();
      peer.finish();
      assertEquals(-1, peer.read(new byte[1]));
      assertEquals(CloseCause.FINISHED, served.awaitEnd());
      assertEquals(1, served.ends());
    }
  }
}
