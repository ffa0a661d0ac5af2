package dev.weir.integration.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Listen;
import dev.weir.MediaType;
import dev.weir.Server;
import dev.weir.http.Response;
import dev.weir.integration.process.Child;
import dev.weir.integration.process.Tools;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP over a Unix domain socket, as a reverse proxy on the same machine speaks it. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"nio", "netty"})
class UnixSocketIT {
  @Parameter String transport;
  @TempDir Path folder;
  private Path socket;
  private Server server;

  @BeforeEach
  void start() {
    Tools.assumeInstalled("curl");
    socket = folder.resolve("s");
    server =
        Server.builder()
            .transport(transport)
            .shutdownOnSignal(false)
            .http(
                Listen.unix(socket),
                http ->
                    http.get("/hello", request -> Response.text("Hello\n"))
                        .get(
                            "/who",
                            request ->
                                Response.text(
                                    request.connection().localAddress()
                                        + " "
                                        + request.connection().isSecure()))
                        .post(
                            "/echo",
                            request ->
                                Response.bytes(MediaType.OCTET_STREAM, request.body().readAll())))
            .start();
  }

  @AfterEach
  void stop() {
    if (server != null) { // else curl isn't there
      server.shutdown();
      assertThat(socket).doesNotExist();
    }
  }

  @Test
  void answersCurlThatKeepsItsConnection() {
    String url = "http://localhost/hello";
    try (Child curl = curl("-w", "%{http_code} %{num_connects} ", url, url)) {
      assertThat(curl.out().replace('\n', ' ')).isEqualTo("Hello 200 1 Hello 200 0 ");
    }
  }

  @Test
  void answersHttp10AndClosesAfterwards() {
    String url = "http://localhost/hello";
    try (Child curl = curl("-0", "-w", "%{http_code} %{num_connects} ", url, url)) {
      assertThat(curl.out().replace('\n', ' ')).isEqualTo("Hello 200 1 Hello 200 1 ");
    }
  }

  @Test
  void takesAndGivesABodyThatNoBufferHolds() throws IOException {
    Path sent = folder.resolve("sent");
    Path got = folder.resolve("got");
    byte[] bytes = new byte[1_900_000];
    new Random(1).nextBytes(bytes);
    Files.write(sent, bytes);
    String url = "http://localhost/echo";
    try (Child curl = curl("--data-binary", "@" + sent, "-o", got.toString(), url)) {
      assertThat(curl.out()).isEmpty();
      assertThat(got).hasSameBinaryContentAs(sent);
    }
    try (Child curl =
        curl(
            "-H",
            "Transfer-Encoding: chunked",
            "--data-binary",
            "@" + sent,
            "-o",
            got.toString(),
            url)) {
      assertThat(curl.out()).isEmpty();
      assertThat(got).hasSameBinaryContentAs(sent);
    }
  }

  @Test
  void refusesWhatIsMalformed() {
    try (Child curl = curl("-H", "Host:", "-w", "%{http_code}", "http://localhost/hello")) {
      assertThat(curl.out()).contains("The Host field is missing").endsWith("400");
    }
  }

  @Test
  void tellsTheHandlerWhereItWasAsked() {
    try (Child curl = curl("http://localhost/who")) {
      assertThat(curl.out()).isEqualTo(UnixDomainSocketAddress.of(socket) + " false");
    }
  }

  private Child curl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "50"));
    command.addAll(List.of("--unix-socket", socket.toString()));
    command.addAll(List.of(arguments));
    Child curl = Tools.run(command.toArray(String[]::new));
    assertThat(curl.awaitExit()).as(curl.said()).isZero();
    return curl;
  }
}
