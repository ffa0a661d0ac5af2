package dev.weir.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.ConnectionInfo;
import dev.weir.TrustedProxies;
import dev.weir.http.Headers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who the client is, by Forwarded (RFC 7239) and X-Forwarded-*. */
class ForwardingTest {
  private static final TrustedProxies PROXIES = TrustedProxies.at("10.0.0.0/8", "fd00::/8");
  private static final String PROXY = "10.0.0.1";

  private record From(SocketAddress remoteAddress) implements ConnectionInfo {
    @Override
    public long id() {
      return 1;
    }

    @Override
    public SocketAddress localAddress() {
      return new InetSocketAddress(80);
    }

    @Override
    public boolean isSecure() {
      return false;
    }

    @Override
    public String door() {
      return "test";
    }
  }

  private static @Nullable ClientOrigin origin(
      TrustedProxies proxies, String peer, String... fields) {
    Forwarding forwarding = Forwarding.of(proxies);
    assertThat(forwarding).isNotNull();
    try {
      return forwarding.origin(
          Headers.of(fields), new From(new InetSocketAddress(InetAddress.ofLiteral(peer), 1)));
    } catch (RefusedException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** {@code address:port scheme authority} for a request to "own" of a trusted proxy. */
  private static String forwarded(String... fields) {
    return shown(origin(PROXIES.withForwarded(), PROXY, fields));
  }

  private static String xForwarded(String... fields) {
    return shown(origin(PROXIES.withXForwarded(), PROXY, fields));
  }

  private static String shown(@Nullable ClientOrigin origin) {
    assertThat(origin).isNotNull();
    InetSocketAddress client = (InetSocketAddress) origin.remoteAddress();
    String scheme = origin.scheme() == null ? "http" : origin.scheme();
    return client.getAddress().getHostAddress()
        + ":"
        + client.getPort()
        + " "
        + scheme
        + " "
        + origin.authority("own", scheme);
  }

  private static void assertRefused(Runnable read, String reason) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(read::run)
        .withMessageContaining(reason);
  }

  @Test
  void whoIsntTrustedSaysItInVain() {
    for (String peer : new String[] {"192.0.2.1", "127.0.0.1", "::1"}) {
      assertThat(origin(PROXIES.withForwarded(), peer, "Forwarded", "for=1.2.3.4")).isNull();
      assertThat(origin(PROXIES.withXForwarded(), peer, "X-Forwarded-For", "\"")).isNull();
    }
    assertThat(Forwarding.of(TrustedProxies.none())).isNull();
    assertThat(Forwarding.of(PROXIES.withProxyProtocol())).isNull();
  }

  @Test
  void onlyTheFieldsThatWereNamedAreRead() {
    assertThat(forwarded("X-Forwarded-For", "1.2.3.4", "X-Forwarded-Proto", "https"))
        .isEqualTo("10.0.0.1:1 http own");
    assertThat(xForwarded("Forwarded", "for=1.2.3.4;proto=https")).isEqualTo("10.0.0.1:1 http own");
  }

  @Test
  void forwardedTellsAddressSchemeAndHost() {
    assertThat(forwarded("Forwarded", "for=192.0.2.60;proto=https;host=www.example;by=_b"))
        .isEqualTo("192.0.2.60:0 https www.example");
    assertThat(
            forwarded(
                "forwarded", "For=\"[2001:db8:cafe::17]:4711\"; Proto=HTTPS ; HOST=\"a:8443\""))
        .isEqualTo("2001:db8:cafe:0:0:0:0:17:4711 https a:8443");
    assertThat(forwarded("Forwarded", "for=\"192.0.2.60:_secret\"")).startsWith("192.0.2.60:0 ");
  }

  @Test
  void theFirstAddressFromTheRightThatIsntTrustedIsTheClients() {
    String chain =
        "for=6.6.6.6;proto=https;host=evil, for=1.2.3.4;proto=https;host=good, for=10.9.9.9";
    assertThat(forwarded("Forwarded", chain)).isEqualTo("1.2.3.4:0 https good");
    assertThat(forwarded("Forwarded", "for=6.6.6.6", "Forwarded", "for=1.2.3.4, for=10.9.9.9"))
        .startsWith("1.2.3.4:0 ");
    assertThat(xForwarded("X-Forwarded-For", "6.6.6.6, 1.2.3.4 ,10.9.9.9"))
        .startsWith("1.2.3.4:0 ");
    assertThat(xForwarded("X-Forwarded-For", "6.6.6.6", "X-Forwarded-For", "1.2.3.4"))
        .startsWith("1.2.3.4:0 ");
  }

  @Test
  void allTrustedTheOutermostIsTheClient() {
    assertThat(forwarded("Forwarded", "for=10.1.1.1, for=10.2.2.2")).startsWith("10.1.1.1:0 ");
    assertThat(xForwarded("X-Forwarded-For", "10.1.1.1, fd00::1")).startsWith("10.1.1.1:0 ");
  }

  @Test
  void withoutFieldsTheProxyAsksForItself() {
    assertThat(forwarded()).isEqualTo("10.0.0.1:1 http own");
    assertThat(xForwarded("X-Forwarded-For", " , ,")).isEqualTo("10.0.0.1:1 http own");
  }

  @Test
  void whomAProxyDoesntKnowOrTellIsTheProxy() {
    assertThat(forwarded("Forwarded", "for=1.2.3.4, for=unknown")).startsWith("10.0.0.1:1 ");
    assertThat(forwarded("Forwarded", "for=_hidden, for=10.5.5.5")).startsWith("10.5.5.5:0 ");
    assertThat(forwarded("Forwarded", "proto=https")).isEqualTo("10.0.0.1:1 https own");
    assertThat(xForwarded("X-Forwarded-For", "1.2.3.4, unknown")).startsWith("10.0.0.1:1 ");
  }

  @Test
  void xForwardedTellsSchemeHostAndPort() {
    assertThat(
            xForwarded(
                "X-Forwarded-For",
                "1.2.3.4:55",
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Host",
                "www.example",
                "X-Forwarded-Port",
                "8443"))
        .isEqualTo("1.2.3.4:55 https www.example:8443");
    assertThat(xForwarded("X-Forwarded-Proto", "wss", "X-Forwarded-Port", "443"))
        .isEqualTo("10.0.0.1:1 https own");
    assertThat(xForwarded("X-Forwarded-Host", "[::1]", "X-Forwarded-Port", "81"))
        .isEqualTo("10.0.0.1:1 http [::1]:81");
    assertThat(xForwarded("X-Forwarded-Host", "[::1]:82", "X-Forwarded-Port", "81"))
        .isEqualTo("10.0.0.1:1 http [::1]:82");
  }

  @Test
  void whatProxiesAddedIsReadAtTheClientsPlace() {
    String[] chain = {
      "X-Forwarded-For", "6.6.6.6, 1.2.3.4, 10.9.9.9",
      "X-Forwarded-Proto", "gopher, https, http",
      "X-Forwarded-Host", "evil, good, inner"
    };
    assertThat(xForwarded(chain)).isEqualTo("1.2.3.4:0 https good");
    // Written anew by one of them, there is one for all.
    assertThat(xForwarded("X-Forwarded-For", "1.2.3.4, 10.9.9.9", "X-Forwarded-Proto", "https"))
        .isEqualTo("1.2.3.4:0 https own");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.2.3",
        "1.2.3.4:",
        "1.2.3.4:65536",
        "1.2.3.4:x",
        "::g",
        "[::1",
        "[::1]x",
        "::1]",
        "[1.2.3.4]",
        "localhost",
        "1.2.3.4 5.6.7.8",
        "fe80::1%eth0",
        "_hidden",
        "01.2.3.4",
        "1.2.3.4;",
        "\u00e9"
      })
  void whatIsntAnAddressIsRefusedAsFarAsItCounts(String wrong) {
    assertRefused(() -> xForwarded("X-Forwarded-For", "1.2.3.4, " + wrong), "X-Forwarded-For");
    assertRefused(() -> xForwarded("X-Forwarded-For", wrong + ", 10.2.2.2"), "X-Forwarded-For");
    assertThat(xForwarded("X-Forwarded-For", wrong + ", 1.2.3.4")).startsWith("1.2.3.4:0 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "for",
        "for=",
        "for=1.2.3.4;for=1.2.3.4",
        "for = 1.2.3.4",
        "for=\"1.2.3.4",
        "=1.2.3.4",
        "for=\"1.2.3.4\"x",
        "for=[::1]",
        "for=\"::1\"",
        "for=1.2.3.4 proto=http",
        "for=1.2.3.4;proto=ftp",
        "for=1.2.3.4;host=\"a b\"",
        "for=\"1.2.3.4\\",
        "for=1.2.3.4/8",
        "for=_",
        "for=\"unknown:x\""
      })
  void aMalformedForwardedIsRefused(String wrong) {
    assertRefused(() -> forwarded("Forwarded", wrong), "Forwarded");
  }

  @Test
  void aQuoteThatAClientOpensDoesntSwallowWhatAProxyAdds() {
    assertRefused(() -> forwarded("Forwarded", "for=\"6.6.6.6, for=1.2.3.4"), "without an end");
    assertRefused(
        () -> forwarded("Forwarded", "for=6.6.6.6;x=\", for=\"[2001:db8::1]\""), "Forwarded");
    assertRefused(() -> forwarded("Forwarded", "for=6.6.6.6;x=\"\\, for=\"[::1]\""), "Forwarded");
  }

  @Test
  void malformedSchemeHostAndPortAreRefused() {
    assertRefused(() -> xForwarded("X-Forwarded-Proto", "https, ftp"), "X-Forwarded-Proto");
    assertRefused(() -> xForwarded("X-Forwarded-Host", "a/b"), "X-Forwarded-Host");
    assertRefused(() -> xForwarded("X-Forwarded-Port", "80x"), "X-Forwarded-Port");
    assertRefused(() -> xForwarded("X-Forwarded-Port", "65536"), "X-Forwarded-Port");
  }

  // ---- Against a slow and obvious version.

  /** Hops from the client's side on; the last one to be left out is the client. */
  private static String slowClient(List<String> hops) {
    List<String> fromServer = new ArrayList<>(hops);
    Collections.reverse(fromServer);
    String client = PROXY + ":1";
    for (String hop : fromServer) {
      if (hop.equals("unknown") || hop.startsWith("_")) {
        return client;
      }
      if (hop.equals("junk")) {
        return "refused";
      }
      client = hop + ":0";
      if (!hop.startsWith("10.") && !hop.startsWith("fd")) {
        return client;
      }
    }
    return client;
  }

  private static String client(TrustedProxies proxies, String field, String value) {
    try {
      return shown(origin(proxies, PROXY, field, value)).split(" ", -1)[0];
    } catch (IllegalArgumentException e) {
      return "refused";
    }
  }

  @Property
  void bothFieldsAgreeWithASlowReading(@ForAll("hops") List<String> hops) {
    List<String> without = hops.stream().map(hop -> hop.startsWith("_") ? "unknown" : hop).toList();
    assertThat(client(PROXIES.withXForwarded(), "X-Forwarded-For", String.join(",", without)))
        .isEqualTo(slowClient(without));
    String elements =
        String.join(
            " ,\t",
            hops.stream()
                .map(hop -> hop.contains(":") ? "for=\"[" + hop + "]\"" : "by=x;for=" + hop)
                .toList());
    assertThat(client(PROXIES.withForwarded(), "Forwarded", elements)).isEqualTo(slowClient(hops));
  }

  @Provide
  static Arbitrary<List<String>> hops() {
    return Arbitraries.of(
            "10.0.0.9",
            "10.8.8.8",
            "10.7.7.7",
            "fd00:0:0:0:0:0:0:1",
            "1.2.3.4",
            "2001:db8:0:0:0:0:0:1",
            "unknown",
            "_hidden",
            "junk")
        .list()
        .ofMaxSize(6);
  }

  /**
   * The worst that a client can do to Forwarded: the proxy's own element is the one that counts.
   */
  @Property(tries = 20_000)
  void whateverAClientSendsItIsItselfOrRefused(@ForAll("clientsFields") String sent) {
    String client =
        client(PROXIES.withForwarded(), "Forwarded", sent.strip() + ", for=\"[2001:db8::1]:9\"");
    assertThat(client).isIn("2001:db8:0:0:0:0:0:1:9", "refused");
    assertThat(client(PROXIES.withForwarded(), "Forwarded", sent.strip() + ", for=192.0.2.1"))
        .isIn("192.0.2.1:0", "refused");
    assertThat(client(PROXIES.withXForwarded(), "X-Forwarded-For", sent.strip() + ", 192.0.2.1"))
        .isEqualTo("192.0.2.1:0");
  }

  @Provide
  static Arbitrary<String> clientsFields() {
    Arbitrary<String> parts =
        Arbitraries.of(
            "for=",
            "10.0.0.1",
            "\"",
            "\"",
            "\\",
            ";",
            ",",
            " ",
            "proto=",
            "https",
            "x",
            "[",
            "]",
            "=");
    return Combinators.combine(parts.list().ofMaxSize(12), Arbitraries.of("", "for=10.0.0.1;x=\""))
        .as((all, end) -> String.join("", all) + end);
  }
}
