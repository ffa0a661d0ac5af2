package dev.weir.integration.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.integration.examples.Front.Origin;
import dev.weir.integration.process.Child;
import dev.weir.integration.process.FreePorts;
import dev.weir.integration.process.RunningServer;
import dev.weir.integration.process.Tools;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

/** nginx in front: as it comes (HTTP/1.0), as it is set up for today, and as a proxy of bytes. */
class NginxIT extends OnBothTransports {
  private static final Path STREAM_MODULE = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");

  @TempDir private static Path directory;
  private static RunningServer told;
  private static RunningServer proxied;
  private static Child nginx;
  private static URI asItComes;
  private static URI keepingConnections;
  private static URI bytesAlone;
  @AutoClose private final JdkHttp http = new JdkHttp();

  @BeforeParameterizedClassInvocation
  static void start(String transport) throws IOException {
    Tools.assumeInstalled("nginx");
    told = Examples.start("conformance", transport, Front.toldBy("x-forwarded"));
    proxied = Examples.start("conformance", transport, Front.toldBy("proxy-protocol"));
    int[] ports = FreePorts.take(3);
    asItComes = URI.create("http://127.0.0.1:" + ports[0]);
    keepingConnections = URI.create("http://127.0.0.1:" + ports[1]);
    bytesAlone = URI.create("http://127.0.0.1:" + ports[2]);
    Path configuration = directory.resolve("nginx.conf");
    Files.writeString(configuration, configuration(ports));
    nginx =
        Child.start(
            new ProcessBuilder(
                "nginx",
                "-p",
                directory.toString(),
                "-c",
                configuration.toString(),
                "-e",
                "stderr"));
    var unused = nginx.awaitErr(Pattern.compile("start worker process "));
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    if (nginx != null) {
      nginx.close();
    }
    for (RunningServer server : new RunningServer[] {told, proxied}) {
      if (server != null) {
        server.close();
      }
    }
  }

  private static String configuration(int[] ports) {
    boolean root = System.getProperty("user.name").equals("root");
    boolean stream = Files.exists(STREAM_MODULE);
    return (stream ? "load_module " + STREAM_MODULE + ";\n" : "")
        + (root ? "user root;\n" : "") // else its workers can't use our directory
        + """
        daemon off;
        worker_processes 1;
        error_log stderr notice;
        pid DIR/nginx.pid;
        events {}
        http {
          access_log off;
          client_body_temp_path DIR/body;
          proxy_temp_path DIR/proxy;
          fastcgi_temp_path DIR/fastcgi;
          uwsgi_temp_path DIR/uwsgi;
          scgi_temp_path DIR/scgi;
          client_max_body_size 0;
          upstream weir {
            server UPSTREAM;
            keepalive 1;
          }
          map $http_upgrade $connection_upgrade {
            default upgrade;
            '' '';
          }
          server {
            listen 127.0.0.1:PORT0;
            location / {
              proxy_pass http://UPSTREAM;
            }
          }
          server {
            listen 127.0.0.1:PORT1;
            location / {
              proxy_pass http://weir;
              proxy_http_version 1.1;
              proxy_buffering off;
              proxy_request_buffering off;
              proxy_set_header Host $host;
              proxy_set_header Connection $connection_upgrade;
              proxy_set_header Upgrade $http_upgrade;
              proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
              proxy_set_header X-Forwarded-Proto https;
              proxy_set_header X-Forwarded-Host $host;
              proxy_set_header X-Forwarded-Port 8443;
            }
          }
        }
        """
            .replace("DIR", directory.toString())
            .replace("UPSTREAM", authority(told))
            .replace("PORT0", String.valueOf(ports[0]))
            .replace("PORT1", String.valueOf(ports[1]))
        + (stream
            ? "stream { server { listen 127.0.0.1:%d; proxy_pass %s; proxy_protocol on; } }\n"
                .formatted(ports[2], authority(proxied))
            : "");
  }

  private static String authority(RunningServer server) {
    return server.url().getAuthority();
  }

  @Test
  void http10UpstreamWorksAsItComes() throws Exception {
    Front.servesSmallAndBig(http, asItComes);
    Front.takesABigUpload(http, asItComes);
    Origin origin = Origin.ask(asItComes);
    assertThat(origin.get("version")).isEqualTo("HTTP/1.0");
    // As nginx comes, it tells nothing.
    assertThat(origin.get("client")).isEqualTo(origin.get("peer"));
    assertThat(origin.get("scheme")).isEqualTo("http");
  }

  @Test
  void connectionsUpstreamAreKept() throws Exception {
    Front.servesSmallAndBig(http, keepingConnections);
    Origin first = Origin.ask(keepingConnections);
    Origin second = Origin.ask(keepingConnections);
    assertThat(first.get("version")).isEqualTo("HTTP/1.1");
    assertThat(first.get("connection")).isEqualTo(second.get("connection"));
  }

  @Test
  void itTellsWhoTheClientIs() throws Exception {
    Origin origin = Origin.ask(keepingConnections);
    assertThat(origin.get("client")).isEqualTo("/127.0.0.1:0"); // X-Forwarded-For has no ports
    assertThat(origin.get("scheme")).isEqualTo("https");
    assertThat(origin.get("authority")).isEqualTo("asked.example:8443");
    String forged =
        http.get(keepingConnections.resolve("/origin"), "X-Forwarded-For", "6.6.6.6").body();
    // nginx has added 127.0.0.1, which is trusted here itself, as in a chain of two proxies.
    assertThat(forged).contains("client /6.6.6.6:0\n");
  }

  @Test
  void uploadsEventsAndWebSocketsGoThrough() throws Exception {
    Front.takesABigUpload(http, keepingConnections);
    Front.letsEventsThrough(http, keepingConnections);
    Front.letsWebSocketsThrough(keepingConnections);
  }

  @Test
  void theProxyProtocolTellsWhoTheClientIs() throws Exception {
    assumeTrue(Files.exists(STREAM_MODULE), "nginx's module for streams isn't installed");
    Origin.ask(bytesAlone).assertClientIsKnown();
    Front.servesSmallAndBig(http, bytesAlone);
    Front.letsWebSocketsThrough(bytesAlone);
  }
}
