package dev.weir.integration.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.MediaType;
import dev.weir.Server;
import dev.weir.ShutdownReport;
import dev.weir.http.Response;
import dev.weir.http.ResponseBody;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single moments of a shutdown that load meets only by luck. */
class ShutdownIT {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private final CountDownLatch goOn = new CountDownLatch(1);

  @ParameterizedTest
  @ValueSource(strings = {"nio", "netty"})
  void aRequestBehindAnAnswerThatHasBegunIsServed(String transport) throws Exception {
    try (Server server = start(transport);
        Socket client = new Socket("127.0.0.1", server.port());
        Socket idle = new Socket("127.0.0.1", server.port())) {
      client.setSoTimeout(30_000);
      idle.setSoTimeout(30_000);
      client.getOutputStream().write(bytes(REQUEST));
      InputStream in = client.getInputStream();
      assertThat(readTo(in, "begun")).doesNotContainIgnoringCase("connection: close");

      client.getOutputStream().write(bytes(REQUEST));
      CompletableFuture<ShutdownReport> shutdown = CompletableFuture.supplyAsync(server::shutdown);
      assertThat(idle.getInputStream().read()).isEqualTo(-1); // all connections have been told
      goOn.countDown();

      readTo(in, "done ");
      assertThat(readTo(in, "done ")).containsIgnoringCase("connection: close");
      assertThat(in.read()).isEqualTo(-1);
      assertThat(shutdown.get(30, TimeUnit.SECONDS).cut()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nio", "netty"})
  void aConnectionWithNothingGoingOnIsClosed(String transport) throws Exception {
    try (Server server = start(transport);
        Socket client = new Socket("127.0.0.1", server.port())) {
      client.setSoTimeout(30_000);
      goOn.countDown();
      client.getOutputStream().write(bytes(REQUEST));
      readTo(client.getInputStream(), "done ");
      assertThat(server.shutdown().cut()).isZero();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  /** Answers with a body of known length whose end waits. */
  private Server start(String transport) {
    return Server.builder()
        .transport(transport)
        .shutdownOnSignal(false)
        // These clients keep their side open until the shutdown is over.
        .limits(Limits.defaults().with(Limits.LINGER_TIMEOUT, Duration.ofMillis(200)))
        .http(
            Listen.address("127.0.0.1", 0),
            http ->
                http.get(
                    "/",
                    request ->
                        Response.bytes(MediaType.TEXT, Bytes.empty())
                            .withBody(
                                new ResponseBody.Streamed(
                                    "begun".length() + "done ".length(),
                                    sink -> {
                                      sink.write(Bytes.utf8("begun"));
                                      sink.flush();
                                      await();
                                      sink.write(Bytes.utf8("done "));
                                    }))))
        .start();
  }

  private void await() {
    try {
      assertThat(goOn.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String readTo(InputStream in, String wanted) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(wanted) < 0) {
      int next = in.read();
      assertThat(next).as("end instead of \"%s\" after: %s", wanted, read).isNotNegative();
      read.append((char) next);
    }
    return read.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
