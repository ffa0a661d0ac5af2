package dev.weir.integration.protocols;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.ShutdownReport;
import dev.weir.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A protocol compiled against the API alone takes a connection of a route over. */
class UpgradeIT {
  private static final String REQUEST =
      "GET /count?from=100 HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: counting\r\n\r\n";

  private static Server start(String transport) {
    CountingProtocol counting = new CountingProtocol();
    return Server.builder()
        .transport(transport)
        .shutdownOnSignal(false)
        .http(
            Listen.address("127.0.0.1", 0),
            http ->
                http.limits(Limits.defaults().with(Limits.MAX_FRAME, 77L))
                    .get("/count", request -> Response.upgrade(counting)))
        .start();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nio", "netty"})
  void itIsDispatchedAndToldOfTheShutdown(String transport) throws Exception {
    try (Server server = start(transport);
        Socket client = new Socket("127.0.0.1", server.port())) {
      client.setSoTimeout(30_000);
      client.getOutputStream().write((REQUEST + "1234").getBytes(StandardCharsets.US_ASCII));
      InputStream in = client.getInputStream();
      assertThat(readTo(in, "\r\n\r\n"))
          .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
          .contains("upgrade: counting\r\n", "x-frame: 77\r\n", "Connection: upgrade\r\n");
      assertThat(readTo(in, "=110;")).isEqualTo("=101;=103;=106;=110;");
      client.getOutputStream().write('5');
      readTo(in, "=115;");

      CompletableFuture<ShutdownReport> shutdown = CompletableFuture.supplyAsync(server::shutdown);
      assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).isEqualTo("sum 115");
      client.close();
      assertThat(shutdown.get(30, TimeUnit.SECONDS).cut()).isZero();
    }
  }

  private static String readTo(InputStream in, String end) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(end) < 0) {
      int next = in.read();
      assertThat(next).as("end instead of \"%s\" after: %s", end, read).isNotNegative();
      read.append((char) next);
    }
    return read.toString();
  }
}
