package dev.weir.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.ProxyHeader;
import dev.weir.Server;
import dev.weir.ServerBuilder;
import dev.weir.ShutdownReport;
import dev.weir.StartException;
import dev.weir.TrustedProxies;
import dev.weir.core.fake.Await;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.tcp.Framing;
import dev.weir.tcp.Session;
import dev.weir.testkit.memory.InMemoryTransport;
import dev.weir.testkit.memory.MemoryClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What proxies say, from the door to the handler. */
class ProxiesTest {
  private static final TrustedProxies HERE = TrustedProxies.at("127.0.0.0/8");
  private static final String FROM_CLIENT = "PROXY TCP4 192.0.2.1 192.0.2.2 1000 443\r\n";
  private static final String FROM_ANOTHER = "PROXY TCP4 192.0.2.3 192.0.2.2 1000 443\r\n";

  private final InMemoryTransport transport = InMemoryTransport.threaded();

  private ServerBuilder builder() {
    return Server.builder().transport(transport.provider()).shutdownOnSignal(false);
  }

  private MemoryClient connect(Server server) throws IOException {
    return transport.connect(server.doors().getFirst().address());
  }

  private static Listen behind(TrustedProxies proxies) {
    return Listen.port(0).withProxies(proxies);
  }

  private static void origin(HttpRoutes http) {
    http.get("/", request -> Response.text(told(request) + "!"));
  }

  private static String told(Request request) {
    return ip(request.remoteAddress())
        + " "
        + ip(request.connection().remoteAddress())
        + " "
        + ((InetSocketAddress) request.connection().peerAddress()).getAddress().isLoopbackAddress()
        + " "
        + request.scheme()
        + " "
        + request.authority();
  }

  private static String ip(java.net.SocketAddress address) {
    return ((InetSocketAddress) address).getAddress().getHostAddress();
  }

  private static String get(String... fields) {
    return "GET / HTTP/1.1\r\nHost: a\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  @Test
  void handlersSeeTheClientOfTheProxyProtocol() throws Exception {
    try (Server server =
            builder().http(behind(HERE.withProxyProtocol()), ProxiesTest::origin).start();
        MemoryClient client = connect(server)) {
      client.write(FROM_CLIENT + get("X-Forwarded-For: 6.6.6.6", "Forwarded: for=6.6.6.6", "A: b"));
      assertThat(body(client.readUntil("!"))).startsWith("192.0.2.1 192.0.2.1 true http a");
    }
  }

  @Test
  void tlsAtTheProxyIsTheClientsScheme() throws Exception {
    try (Server server =
            builder().http(behind(HERE.withProxyProtocol()), ProxiesTest::origin).start();
        MemoryClient client = connect(server)) {
      client.write(
          HexFormat.of()
              .parseHex(
                  "0d0a0d0a000d0a515549540a"
                      + "21110014"
                      + "c0000201c000020203e801bb"
                      + "2000050100000000"));
      client.write(get("A: b"));
      assertThat(body(client.readUntil("!"))).startsWith("192.0.2.1 192.0.2.1 true https a");
    }
  }

  @Test
  void anHttpsTargetIsNotMisdirectedBehindAProxyThatHadTls() throws Exception {
    try (Server server =
            builder().http(behind(HERE.withXForwarded()), ProxiesTest::origin).start();
        MemoryClient client = connect(server)) {
      String head = "GET https://a/ HTTP/1.1\r\nHost: a\r\n";
      client.write(head + "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n\r\n");
      assertThat(client.readUntil("!")).startsWith("HTTP/1.1 200 ").endsWith("true https a!");
      client.write(head + "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: http\r\n\r\n");
      assertThat(client.readUntil("\r\n")).startsWith("HTTP/1.1 421 ");
    }
  }

  @Test
  void fieldsAreOfRequestsAndTheProtocolOfConnections() throws Exception {
    TrustedProxies both =
        TrustedProxies.at("127.0.0.0/8", "192.0.2.1").withProxyProtocol().withXForwarded();
    try (Server server = builder().http(behind(both), ProxiesTest::origin).start();
        MemoryClient client = connect(server);
        MemoryClient other = connect(server)) {
      client.write(
          FROM_CLIENT
              + get("X-Forwarded-For: 1.2.3.4", "X-Forwarded-Proto: https", "X-Forwarded-Host: b"));
      assertThat(body(client.readUntil("!"))).isEqualTo("1.2.3.4 192.0.2.1 true https b!");
      other.write(FROM_ANOTHER + get("X-Forwarded-For: 6.6.6.6", "A: b"));
      assertThat(body(other.readUntil("!"))).isEqualTo("192.0.2.3 192.0.2.3 true http a!");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"VIRTUAL_THREAD", "EVENT_LOOP"})
  void eachRequestOfAConnectionHasItsOwnClient(Dispatch dispatch) throws Exception {
    try (Server server =
            builder()
                .http(
                    behind(HERE.withXForwarded()),
                    http -> {
                      http.dispatch(dispatch);
                      origin(http);
                    })
                .start();
        MemoryClient client = connect(server)) {
      for (String from : new String[] {"1.2.3.4", "5.6.7.8"}) {
        client.write(get("X-Forwarded-For: " + from, "A: b"));
        assertThat(body(client.readUntil("http a!"))).startsWith(from + " ");
      }
      client.write(get("A: b"));
      assertThat(body(client.readUntil("http a!"))).startsWith("127.0.0.1 ");
    }
  }

  @Test
  void fieldsThatCantBeReadAreABadRequest() throws Exception {
    try (Server server = builder().http(behind(HERE.withForwarded()), ProxiesTest::origin).start();
        MemoryClient client = connect(server)) {
      client.write(get("Forwarded: for=\"6.6.6.6", "A: b"));
      assertThat(client.readUntil("}")).startsWith("HTTP/1.1 400 ").contains("Forwarded");
    }
  }

  @Test
  void sessionsSeeTheClientToo() throws Exception {
    CompletableFuture<Session> opened = new CompletableFuture<>();
    try (Server server =
            builder()
                .tcp(
                    behind(HERE.withProxyProtocol()),
                    tcp ->
                        tcp.frames(
                            Framing.lines(),
                            (session, frame) -> {
                              opened.complete(session);
                              session.send(frame);
                            }))
                .start();
        MemoryClient client = connect(server)) {
      client.write(FROM_CLIENT + "hello\n");
      assertThat(client.readUntil("\n")).startsWith("hello");
      Session session = opened.join();
      assertThat(ip(session.remoteAddress())).isEqualTo("192.0.2.1");
      assertThat(session.peerAddress()).isEqualTo(client.localAddress());
      ProxyHeader header = session.proxyHeader();
      assertThat(header).isNotNull();
      assertThat(header.version()).isEqualTo(1);
    }
  }

  @Test
  void connectionsPerAddressAreTheClients() throws Exception {
    Limits one = Limits.defaults().with(Limits.MAX_CONNECTIONS_PER_ADDRESS, 1);
    try (Server server =
            builder()
                .limits(one)
                .http(behind(HERE.withProxyProtocol()), ProxiesTest::origin)
                .start();
        MemoryClient first = connect(server);
        MemoryClient second = connect(server);
        MemoryClient another = connect(server)) {
      first.write(FROM_CLIENT + get("A: b"));
      assertThat(first.readUntil("!")).contains("192.0.2.1");
      another.write(FROM_ANOTHER + get("A: b"));
      assertThat(another.readUntil("!")).contains("192.0.2.3");
      second.write(FROM_CLIENT);
      assertThat(endOf(second)).isEmpty();
    }
  }

  private static String endOf(MemoryClient client) {
    StringBuilder all = new StringBuilder();
    byte[] part = new byte[100];
    try {
      for (int read = client.read(part); read >= 0; read = client.read(part)) {
        all.append(new String(part, 0, read, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      // A reset.
    }
    return all.toString();
  }

  @Test
  void theManyConnectionsOfATrustedProxyAreNotCountedAsOneClients() throws Exception {
    Limits one = Limits.defaults().with(Limits.MAX_CONNECTIONS_PER_ADDRESS, 1);
    try (Server server =
            builder().limits(one).http(behind(HERE.withXForwarded()), ProxiesTest::origin).start();
        MemoryClient first = connect(server);
        MemoryClient second = connect(server)) {
      for (MemoryClient each : new MemoryClient[] {first, second}) {
        each.write(get("X-Forwarded-For: 1.2.3.4", "A: b"));
        assertThat(body(each.readUntil("!"))).startsWith("1.2.3.4 ");
      }
    }
  }

  @Test
  void whoseHeaderIsStillToComeIsServedBeforeTheShutdownIsOver() throws Exception {
    try (Server server =
            builder().http(behind(HERE.withProxyProtocol()), ProxiesTest::origin).start();
        MemoryClient client = connect(server)) {
      CompletableFuture<ShutdownReport> report = new CompletableFuture<>();
      Thread shutdown = Thread.ofPlatform().start(() -> report.complete(server.shutdown()));
      Await.until("the shutdown has begun", () -> !server.isReady());
      client.write(FROM_CLIENT + get("A: b"));
      assertThat(body(client.readUntil("!"))).startsWith("192.0.2.1 ");
      client.close();
      shutdown.join();
      assertThat(report.join().cut()).isZero();
    }
  }

  @Test
  void whatMeansNothingStopsTheStart() {
    assertRefused(
        server -> server.http(behind(HERE), ProxiesTest::origin),
        "how they tell who the client is");
    assertRefused(
        server ->
            server.tcp(
                behind(HERE.withForwarded()), tcp -> tcp.frames(Framing.lines(), Session::send)),
        "doesn't speak HTTP");
    assertRefused(
        server ->
            server.udp(
                behind(HERE.withProxyProtocol()), udp -> udp.datagrams((datagram, reply) -> {})),
        "datagrams");
  }

  @Test
  void aDoorWithANameHasItsProxiesFromTheConfiguration() throws Exception {
    try (Server server =
            builder()
                .http(Listen.port(0).withName("api"), ProxiesTest::origin)
                .config("weir.proxies.api.addresses", "10.0.0.0/8, 127.0.0.0/8,192.0.2.1")
                .config("weir.proxies.api.proxy-protocol", "true")
                .config("weir.proxies.api.fields", "x-forwarded")
                .start();
        MemoryClient client = connect(server)) {
      client.write(FROM_CLIENT + get("X-Forwarded-For: 1.2.3.4", "Forwarded: for=6.6.6.6"));
      assertThat(body(client.readUntil("!"))).isEqualTo("1.2.3.4 192.0.2.1 true http a!");
    }
  }

  @Test
  void proxiesInCodeBeatThoseInTheConfiguration() throws Exception {
    Listen api = Listen.port(0).withName("api").withProxies(HERE.withForwarded());
    try (Server server =
            builder()
                .http(api, ProxiesTest::origin)
                .config("weir.proxies.api.addresses", "127.0.0.1")
                .config("weir.proxies.api.fields", "x-forwarded")
                .start();
        MemoryClient client = connect(server)) {
      client.write(get("X-Forwarded-For: 6.6.6.6", "Forwarded: for=1.2.3.4"));
      assertThat(body(client.readUntil("!"))).startsWith("1.2.3.4 ");
    }
  }

  @Test
  void whatIsWrongInTheConfigurationStopsTheStartAndIsNamed() {
    assertConfiguredRefused(
        Map.of("addresses", "10.0.0.0/8,proxy.example", "fields", "forwarded"),
        "weir.proxies.api.addresses (set in code with config(...)) is malformed",
        "proxy.example");
    assertConfiguredRefused(
        Map.of("addresses", "10.0.0.1,", "fields", "forwarded"), "weir.proxies.api.addresses");
    assertConfiguredRefused(
        Map.of("addresses", "10.0.0.1"), "weir.proxies.api.proxy-protocol", "x-forwarded");
    assertConfiguredRefused(Map.of("fields", "forwarded"), "weir.proxies.api.addresses");
    assertConfiguredRefused(Map.of("proxy-protocol", "true"), "weir.proxies.api.addresses");
    assertConfiguredRefused(
        Map.of("addresses", "10.0.0.1", "fields", "forwarded-for"),
        "weir.proxies.api.fields",
        "none, forwarded, x-forwarded");
    assertConfiguredRefused(
        Map.of("addresses", "10.0.0.1", "proxy-protocol", "v2"), "true or false");
    assertConfiguredRefused(
        Map.of("address", "10.0.0.1"), "isn't a known setting", "weir.proxies.api.addresses");
    assertRefused(
        server ->
            server
                .http(Listen.port(0).withName("web"), ProxiesTest::origin)
                .config("weir.proxies.api.addresses", "10.0.0.1"),
        "no door has that name (named: web)");
    assertRefused(
        server ->
            server
                .tcp(
                    Listen.port(0).withName("api"),
                    tcp -> tcp.frames(Framing.lines(), Session::send))
                .config("weir.proxies.api.addresses", "10.0.0.1")
                .config("weir.proxies.api.fields", "forwarded"),
        "doesn't speak HTTP");
  }

  private void assertConfiguredRefused(Map<String, String> settings, String... parts) {
    ServerBuilder server = builder().http(Listen.port(0).withName("api"), ProxiesTest::origin);
    settings.forEach((key, value) -> server.config("weir.proxies.api." + key, value));
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(server::start)
        .satisfies(refused -> assertThat(refused).hasMessageContainingAll(parts));
  }

  private void assertRefused(Consumer<ServerBuilder> door, String reason) {
    ServerBuilder server = builder();
    door.accept(server);
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(server::start)
        .withMessageContaining(reason);
  }
}
