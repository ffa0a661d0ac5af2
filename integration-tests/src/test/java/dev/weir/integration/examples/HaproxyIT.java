package dev.weir.integration.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.examples.Front.Origin;
import dev.weir.integration.process.Child;
import dev.weir.integration.process.FreePorts;
import dev.weir.integration.process.RunningServer;
import dev.weir.integration.process.Tools;
import dev.weir.tls.DevelopmentCertificate;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HAProxy in front: both versions of HTTP, both of the PROXY protocol, with TLS on either side. */
class HaproxyIT extends OnBothTransports {
  private static final String[] FRONTS = {
    "http1", "http2", "forwarded", "version1", "version2", "secure", "bytes", "ending-tls"
  };

  @TempDir private static Path directory;
  private static RunningServer told;
  private static RunningServer forwarded;
  private static RunningServer proxied;
  private static Child haproxy;
  private static int[] ports;
  @AutoClose private final JdkHttp http = new JdkHttp();

  @BeforeParameterizedClassInvocation
  static void start(String transport) throws IOException {
    Tools.assumeInstalled("haproxy");
    told = Examples.start("conformance", transport, Front.toldBy("x-forwarded"));
    forwarded = Examples.start("conformance", transport, Front.toldBy("forwarded"));
    proxied = Examples.start("conformance", transport, Front.toldBy("proxy-protocol"));
    ports = FreePorts.take(FRONTS.length);
    DevelopmentCertificate certificate = DevelopmentCertificate.forNames("localhost");
    Files.writeString(
        directory.resolve("both.pem"), certificate.certificatePem() + certificate.privateKeyPem());
    Path configuration = directory.resolve("haproxy.cfg");
    Files.writeString(configuration, configuration());
    haproxy =
        Child.start(new ProcessBuilder("haproxy", "-W", "-db", "-f", configuration.toString()));
    var unused = haproxy.awaitErr(Pattern.compile("Loading success"));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (haproxy != null) {
      haproxy.close();
    }
    for (RunningServer server : new RunningServer[] {told, forwarded, proxied}) {
      if (server != null) {
        server.close();
      }
    }
  }

  private static String configuration() {
    String secure = Front.tlsUrl(proxied.child()).getAuthority();
    String upstream = proxied.url().getAuthority();
    return """
    global
      stats timeout 10s
    defaults
      mode http
      timeout connect 10s
      timeout client 60s
      timeout server 60s
      timeout tunnel 60s
    """
        + front("http1", "", "option forwardfor", told.url().getAuthority())
        + front("http2", "", "option forwardfor", told.url().getAuthority() + " proto h2")
        + front(
            "forwarded",
            "",
            "http-request add-header Forwarded"
                + " for=\\\"%[src]:%[src_port]\\\";proto=https;host=public.example",
            forwarded.url().getAuthority())
        + front("version1", "", "", upstream + " send-proxy")
        + front(
            "version2",
            "",
            "unique-id-format %[uuid()]",
            upstream + " send-proxy-v2 proxy-v2-options crc32c,unique-id,authority")
        + front("secure", "", "", secure + " send-proxy-v2 ssl verify none alpn h2")
        + front("bytes", "", "mode tcp", upstream + " send-proxy-v2")
        + front(
            "ending-tls",
            " ssl crt " + directory.resolve("both.pem") + " alpn h2,http/1.1",
            "",
            upstream + " send-proxy-v2-ssl proto h2");
  }

  private static String front(String name, String bind, String option, String server) {
    return """
    listen %s
      bind 127.0.0.1:%d%s
      %s
      server weir %s
    """
        .formatted(name, port(name), bind, option, server);
  }

  private static int port(String name) {
    return ports[Arrays.asList(FRONTS).indexOf(name)];
  }

  private static URI url(String name) {
    return URI.create("http://127.0.0.1:" + port(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http1", "http2", "version1", "version2", "secure", "bytes"})
  void everythingGoesThrough(String front) throws Exception {
    Front.servesSmallAndBig(http, url(front));
    Front.takesABigUpload(http, url(front));
    Front.letsEventsThrough(http, url(front));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http1", "version1", "version2", "bytes"})
  void webSocketsGoThrough(String front) throws Exception {
    Front.letsWebSocketsThrough(url(front));
  }

  @ParameterizedTest
  @CsvSource({
    "http2,100",
    "http2,5000",
    "http2,100000",
    "secure,100",
    "secure,5000",
    "secure,100000"
  })
  void webSocketsGoThroughAsStreamsOfHttp2(String front, int length) throws Exception {
    Front.letsWebSocketsThrough(url(front), length);
  }

  @Test
  void http2IsSpokenUpstream() throws Exception {
    Origin origin = Origin.ask(url("http2"));
    assertThat(origin.get("version")).isEqualTo("HTTP/2");
    assertThat(origin.get("client")).isEqualTo("/127.0.0.1:0");
    assertThat(origin.get("authority")).isEqualTo("asked.example");
  }

  @Test
  void forwardedTellsWhoTheClientIs() throws Exception {
    Origin origin = Origin.ask(url("forwarded"));
    origin.assertClientIsKnown();
    assertThat(origin.get("scheme")).isEqualTo("https");
    assertThat(origin.get("authority")).isEqualTo("public.example");
  }

  @ParameterizedTest
  @ValueSource(strings = {"version1", "version2", "secure", "bytes"})
  void theProxyProtocolTellsWhoTheClientIs(String front) throws Exception {
    Origin origin = Origin.ask(url(front));
    origin.assertClientIsKnown();
    assertThat(origin.get("scheme")).isEqualTo(front.equals("secure") ? "https" : "http");
  }

  @Test
  void tlsThatEndsAtTheProxyIsKnown() {
    Tools.assumeInstalled("curl");
    try (Child curl =
        Tools.run(
            "curl",
            "-sSk",
            "--noproxy",
            "*",
            "--http2",
            "-w",
            "curl %{http_version}",
            "https://127.0.0.1:" + port("ending-tls") + "/origin")) {
      assertThat(curl.out()).as(curl.said()).contains("scheme https\n").endsWith("curl 2");
    }
  }
}
