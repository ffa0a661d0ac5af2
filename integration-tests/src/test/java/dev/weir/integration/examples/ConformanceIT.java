package dev.weir.integration.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Child;
import dev.weir.integration.process.RunningServer;
import dev.weir.integration.process.Tools;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

class ConformanceIT extends OnBothTransports {
  private static RunningServer conformance;
  @AutoClose private final JdkHttp http = new JdkHttp();

  @BeforeParameterizedClassInvocation
  static void start(String transport) {
    conformance = Examples.start("conformance", transport);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    conformance.close();
  }

  @Test
  void answersTheRootWithAShortText() {
    HttpResponse<String> answer = http.get(conformance.url("/"));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isNotBlank().hasSizeLessThan(100);
  }

  @Test
  void echoesABodyOfKnownAndOfUnknownLength() {
    byte[] sent = new byte[3_000_000];
    new Random(3).nextBytes(sent);
    HttpResponse<byte[]> known =
        http.send(
            "POST",
            conformance.url("/"),
            BodyPublishers.ofByteArray(sent),
            BodyHandlers.ofByteArray());
    assertThat(known.body()).isEqualTo(sent);
    HttpResponse<byte[]> chunked =
        http.send(
            "POST",
            conformance.url("/"),
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(sent)),
            BodyHandlers.ofByteArray());
    assertThat(chunked.body()).isEqualTo(sent);
  }

  @Test
  void echoesABodyWhileItComesIn() throws IOException {
    try (Socket socket = conformance.connect()) {
      write(
          socket, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
      InputStream in = socket.getInputStream();
      readUntil(in, "first"); // comes back while the request is still open
      write(socket, "6\r\nsecond\r\n0\r\n\r\n");
      readUntil(in, "second");
      readUntil(in, "0\r\n\r\n");
    }
  }

  @Test
  void listsTheHeaderLinesAsReceived() throws IOException {
    try (Socket socket = conformance.connect()) {
      write(
          socket,
          "PURGE /echo HTTP/1.1\r\nHost: a.example\r\nX-One:  1 \r\nx-one: 2\r\n"
              + "Connection: close\r\n\r\n");
      String answer = text(socket.getInputStream().readAllBytes());
      assertThat(answer).startsWith("HTTP/1.1 200 ");
      assertThat(answer)
          .endsWith("\r\n\r\nhost: a.example\nx-one: 1\nx-one: 2\nconnection: close\n");
    }
  }

  @Test
  void listsTheCookies() {
    assertThat(http.get(conformance.url("/cookie"), "Cookie", "a=1; b=two").body())
        .isEqualTo("a=1\nb=two\n");
  }

  @Test
  void readsTheSinkToItsEnd() {
    HttpResponse<String> answer =
        http.send("POST", conformance.url("/sink"), BodyPublishers.ofByteArray(new byte[5 << 20]));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void servesSixteenMebibytesOfFixedContent() {
    HttpResponse<byte[]> answer =
        http.send(
            "GET",
            conformance.url("/big.bin"),
            BodyPublishers.noBody(),
            BodyHandlers.ofByteArray());
    byte[] expected = new byte[16 << 20];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (byte) (i % 251);
    }
    assertThat(answer.headers().firstValue("content-length")).hasValue("16777216");
    assertThat(answer.body()).isEqualTo(expected);
  }

  @Test
  void endsAnAnswerWithATrailer() throws IOException {
    try (Socket socket = conformance.connect()) {
      write(
          socket, "GET /trailers HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: close\r\n\r\n");
      String answer = text(socket.getInputStream().readAllBytes());
      assertThat(answer).containsIgnoringCase("\r\ntrailer: x-checksum\r\n");
      assertThat(answer).endsWith("\r\n0\r\nx-checksum: 0c\r\n\r\n");
    }
  }

  @Test
  void sendsEventsAndGoesOnFromTheLastOne() throws IOException {
    try (Socket socket = new Socket(conformance.url().getHost(), conformance.url().getPort())) {
      socket.setSoTimeout(30_000);
      write(socket, "GET /events HTTP/1.1\r\nHost: a\r\nLast-Event-ID: 41\r\n\r\n");
      InputStream in = socket.getInputStream();
      readUntil(in, "text/event-stream");
      readUntil(in, "id: 42\ndata: tick 42\n\n");
      readUntil(in, "id: 43\ndata: tick 43\n\n");
    }
  }

  @Test
  void tellsCurlToGoOnWhenTheBodyIsWanted() {
    Tools.assumeInstalled("curl");
    try (Child curl =
        Tools.run(
            "curl",
            "-sSv",
            "-H",
            "Expect: 100-continue",
            "--expect100-timeout",
            "30",
            "-d",
            "wanted",
            conformance.url("/").toString())) {
      assertThat(curl.out()).isEqualTo("wanted");
      assertThat(curl.err()).contains("HTTP/1.1 100 Continue");
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static void readUntil(InputStream in, String wanted) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(wanted) < 0) {
      int next = in.read();
      assertThat(next).as("end instead of \"%s\" after: %s", wanted, read).isNotNegative();
      read.append((char) next);
    }
  }
}
