package dev.weir.middleware.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.weir.Bytes;
import dev.weir.config.Settings;
import dev.weir.http.HttpHandler;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.middleware.ConnectionContext;
import dev.weir.middleware.ConnectionRefusedException;
import dev.weir.middleware.DatagramRefusedException;
import dev.weir.middleware.Middleware;
import dev.weir.tcp.FrameHandler;
import dev.weir.tcp.Session;
import dev.weir.udp.Datagram;
import dev.weir.udp.DatagramHandler;
import dev.weir.udp.DatagramReply;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private static final Rate TWO_AN_HOUR = new Rate(2, Duration.ofHours(1));
  private static final SocketAddress ALICE = new InetSocketAddress("192.0.2.1", 4711);
  private static final SocketAddress BOB = new InetSocketAddress("192.0.2.2", 4711);

  @Test
  void aRequestTooManyIsAnsweredWith429AndWhenToTryAgain() throws Exception {
    HttpHandler limited =
        RateLimit.perClient().withRequests(TWO_AN_HOUR).http(request -> Response.ok());

    assertThat(limited.handle(request(ALICE)).status()).isEqualTo(200);
    assertThat(limited.handle(request(ALICE)).status()).isEqualTo(200);
    Response refused = limited.handle(request(ALICE));
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.headers().first("content-type")).isEqualTo("application/problem+json");
    assertThat(Integer.parseInt(refused.headers().first("retry-after"))).isBetween(1, 1800);
    assertThat(limited.handle(request(BOB)).status()).isEqualTo(200);
  }

  @Test
  void limitsOfDifferentRatesShareAStoreButNoCounts() throws Exception {
    RateStore store = RateStore.inMemory(100);
    HttpHandler strict =
        RateLimit.perClient(store)
            .withRequests(new Rate(1, Duration.ofHours(1)))
            .http(request -> Response.ok());
    HttpHandler mild =
        RateLimit.perClient(store).withRequests(TWO_AN_HOUR).http(request -> Response.ok());

    assertThat(strict.handle(request(ALICE)).status()).isEqualTo(200);
    assertThat(strict.handle(request(ALICE)).status()).isEqualTo(429);
    assertThat(mild.handle(request(ALICE)).status()).isEqualTo(200);
    assertThat(mild.handle(request(ALICE)).status()).isEqualTo(200);
    assertThat(mild.handle(request(ALICE)).status()).isEqualTo(429);
  }

  @Test
  void limitsOfOneRateShareTheCountsOfTheirStore() throws Exception {
    RateStore store = RateStore.inMemory(100);
    HttpHandler one =
        RateLimit.perClient(store).withRequests(TWO_AN_HOUR).http(request -> Response.ok());
    HttpHandler other =
        RateLimit.perClient(store).withRequests(TWO_AN_HOUR).http(request -> Response.ok());

    assertThat(one.handle(request(ALICE)).status()).isEqualTo(200);
    assertThat(other.handle(request(ALICE)).status()).isEqualTo(200);
    assertThat(one.handle(request(ALICE)).status()).isEqualTo(429);
  }

  @Test
  void aConnectionTooManyIsRefused() throws Exception {
    Middleware limit = RateLimit.perClient().withConnections(TWO_AN_HOUR);

    limit.connect(connection(ALICE));
    limit.connect(connection(ALICE));
    assertThatThrownBy(() -> limit.connect(connection(ALICE)))
        .isInstanceOf(ConnectionRefusedException.class)
        .hasMessageContaining("192.0.2.1");
    assertThatCode(() -> limit.connect(connection(BOB))).doesNotThrowAnyException();
  }

  @Test
  void aDatagramTooManyIsRefused() throws Exception {
    List<Datagram> handled = new ArrayList<>();
    DatagramHandler limited =
        RateLimit.perClient()
            .withDatagrams(TWO_AN_HOUR)
            .datagrams((datagram, reply) -> handled.add(datagram));

    DatagramReply reply = mock(DatagramReply.class);
    limited.handle(new Datagram(Bytes.empty(), ALICE), reply);
    limited.handle(new Datagram(Bytes.empty(), ALICE), reply);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> limited.handle(new Datagram(Bytes.empty(), ALICE), reply))
          .isInstanceOf(DatagramRefusedException.class);
    }
    limited.handle(new Datagram(Bytes.empty(), BOB), reply);
    assertThat(handled).extracting(Datagram::sender).containsExactly(ALICE, ALICE, BOB);
  }

  @Test
  void aFrameTooManyClosesItsSession() throws Exception {
    List<Bytes> handled = new ArrayList<>();
    FrameHandler limited =
        RateLimit.perClient()
            .withFrames(TWO_AN_HOUR)
            .frames((session, frame) -> handled.add(frame));
    Session session = mock(Session.class);
    when(session.remoteAddress()).thenReturn(ALICE);

    limited.handle(session, Bytes.empty());
    limited.handle(session, Bytes.empty());
    verify(session, never()).close();
    limited.handle(session, Bytes.empty());
    verify(session).close();
    assertThat(handled).hasSize(2);
  }

  @Test
  void levelsWithoutARateAreLeftAlone() {
    HttpHandler handler = request -> Response.ok();
    assertThat(RateLimit.perClient().http(handler)).isSameAs(handler);
  }

  @Test
  void addressesOfOneIpv6NetworkAreOneClient() {
    assertThat(Client.of(new InetSocketAddress("2001:db8:1:2::1", 1)))
        .isEqualTo(Client.of(new InetSocketAddress("2001:db8:1:2:ffff::9", 2)))
        .isNotEqualTo(Client.of(new InetSocketAddress("2001:db8:1:3::1", 1)));
    assertThat(Client.of(UnixDomainSocketAddress.of("/tmp/x"))).isEqualTo("local");
  }

  @Test
  void aStoreThatMayBlockCantCountConnections() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimit.perClient((key, rate) -> 0).withConnections(TWO_AN_HOUR))
        .withMessageContaining("event loop");
  }

  @Test
  void zeroInTheConfigurationMeansAnyNumber() throws Exception {
    Middleware limit =
        new RateLimitProvider().create(Settings.defaults().with(RateLimitProvider.REQUESTS, 0));
    HttpHandler handler = request -> Response.ok();
    assertThat(limit.http(handler)).isSameAs(handler);
    assertThat(limit.mayBlock()).isFalse();
  }

  private static Request request(SocketAddress client) {
    Request request = mock(Request.class);
    when(request.remoteAddress()).thenReturn(client);
    return request;
  }

  private static ConnectionContext connection(SocketAddress client) {
    ConnectionContext connection = mock(ConnectionContext.class);
    when(connection.remoteAddress()).thenReturn(client);
    return connection;
  }
}
