package dev.weir.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.MediaType;
import dev.weir.Server;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Response;
import dev.weir.http.content.Representation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP doors over real sockets, with a client that we didn't write and with raw ones. */
class HttpDoorIT {
  private static Server start(Consumer<HttpRoutes> routes) {
    Limits limits = Limits.defaults().with(Limits.LINGER_TIMEOUT, Duration.ofSeconds(5));
    return Server.builder()
        .transport("nio")
        .shutdownOnSignal(false)
        .limits(limits)
        .http(Listen.port(0), routes)
        .start();
  }

  private static URI uri(Server server, String path) {
    return URI.create("http://127.0.0.1:" + server.doors().getFirst().port() + path);
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @Test
  void theJdksClientIsServed() throws Exception {
    try (Server server =
            start(routes ->
                routes
                    .get("/hello", r -> Response.text("Hello"))
                    .post("/echo", r -> Response.text(r.body().readText())));
        HttpClient client = client()) {
      for (int i = 0; i < 100; i++) {
        HttpResponse<String> hello =
            client.send(
                HttpRequest.newBuilder(uri(server, "/hello")).build(), BodyHandlers.ofString());
        assertThat(hello.statusCode()).isEqualTo(200);
        assertThat(hello.body()).isEqualTo("Hello");
        HttpResponse<String> echoed =
            client.send(
                HttpRequest.newBuilder(uri(server, "/echo"))
                    .expectContinue(i % 10 == 0)
                    .POST(BodyPublishers.ofString("text " + i))
                    .build(),
                BodyHandlers.ofString());
        assertThat(echoed.body()).isEqualTo("text " + i);
      }
    }
  }

  @Test
  void aClientThatStillUploadsSeesIts413() throws Exception {
    try (Server server = start(routes -> routes.post("/", r -> Response.ok()))) {
      for (int i = 0; i < 20; i++) {
        try (Socket socket =
            new Socket(InetAddress.getLoopbackAddress(), server.doors().getFirst().port())) {
          OutputStream out = socket.getOutputStream();
          String head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8000000\r\n\r\n";
          out.write(head.getBytes(StandardCharsets.US_ASCII));
          out.write(new byte[8_000_000]); // more than sockets hold
          socket.setSoTimeout(30_000);
          String answer =
              new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
          assertThat(answer).startsWith("HTTP/1.1 413 ").contains("Connection: close\r\n");
        }
      }
    }
  }

  @Test
  void shutdownUnderLoadLosesNoRequest() throws Exception {
    for (Dispatch dispatch : List.of(Dispatch.VIRTUAL_THREAD, Dispatch.EVENT_LOOP)) {
      AtomicInteger handled = new AtomicInteger();
      CountDownLatch busy = new CountDownLatch(2_000);
      Server server =
          start(routes ->
              routes
                  .dispatch(dispatch)
                  .get(
                      "/",
                      r -> {
                        handled.incrementAndGet();
                        busy.countDown();
                        return Response.text("done");
                      }));
      try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<Integer>> answered = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
          answered.add(clients.submit(load(server.doors().getFirst().port())));
        }
        assertThat(busy.await(60, TimeUnit.SECONDS)).isTrue();
        server.close();
        int whole = 0;
        for (Future<Integer> client : answered) {
          whole += client.get(60, TimeUnit.SECONDS);
        }
        assertThat(whole)
            .as("answers that arrived whole, on %s", dispatch)
            .isEqualTo(handled.get());
      }
    }
  }

  /** Sends requests on one connection until the server closes it; counts the whole answers. */
  private static Callable<Integer> load(int port) {
    return () -> {
      byte[] request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
      int answers = 0;
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(30_000);
        while (true) {
          socket.getOutputStream().write(request);
          String answer = untilDone(socket.getInputStream());
          if (!answer.endsWith("done")) {
            assertThat(answer).as("part of an answer").isEmpty();
            return answers;
          }
          answers++;
          if (answer.contains("Connection: close\r\n")) {
            return answers;
          }
        }
      } catch (IOException e) {
        return answers; // closed while the next request was on its way: it wasn't taken
      }
    };
  }

  private static String untilDone(InputStream in) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    while (!answer.toString(StandardCharsets.US_ASCII).endsWith("done")) {
      byte[] part = new byte[1_000];
      int count = in.read(part);
      if (count < 0) {
        break;
      }
      answer.write(part, 0, count);
    }
    return answer.toString(StandardCharsets.US_ASCII);
  }

  @Test
  void aGibibyteStreamsBothWaysInAHeapOf64Mebibytes() throws Exception {
    Process server =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx64m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                StreamingServer.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (HttpClient client = client()) {
      URI base = URI.create("http://127.0.0.1:" + port(server));
      try (InputStream body =
          client
              .send(
                  HttpRequest.newBuilder(base.resolve("/bytes")).build(),
                  BodyHandlers.ofInputStream())
              .body()) {
        assertThat(count(body)).isEqualTo(StreamingServer.BYTES);
      }
      HttpResponse<String> counted =
          client.send(
              HttpRequest.newBuilder(base.resolve("/count")).POST(gibibyte()).build(),
              BodyHandlers.ofString());
      assertThat(counted.body()).isEqualTo(String.valueOf(StreamingServer.BYTES));
      assertThat(echoed(base.getPort())).isEqualTo(StreamingServer.BYTES);
    } finally {
      server.destroy();
    }
  }

  /** Sends and reads at once, which the JDK's client doesn't: how many bytes came back. */
  private static long echoed(int port) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      String head = "POST /echo HTTP/1.0\r\nContent-Length: " + StreamingServer.BYTES + "\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      Thread sender = Thread.ofVirtual().start(() -> send(out));
      long count = count(afterHead(socket.getInputStream()));
      sender.join();
      return count;
    }
  }

  private static void send(OutputStream out) {
    try (InputStream body = new Zeros()) {
      body.transferTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // and the count shows it
    }
  }

  private static InputStream afterHead(InputStream in) throws IOException {
    int matched = 0;
    while (matched < 4) {
      int octet = in.read();
      assertThat(octet).as("the head isn't complete").isNotNegative();
      matched = octet == "\r\n\r\n".charAt(matched) ? matched + 1 : 0;
    }
    return in;
  }

  private static int port(Process server) throws IOException {
    var lines = server.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("port ")) {
        return Integer.parseInt(line.substring(5));
      }
    }
    throw new AssertionError("The server ended before it was ready");
  }

  @Test
  void aPartOfAFileIsSentAndNoMore(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("digits"), "0123456789".repeat(10_000));
    Representation digits = Representation.file(MediaType.TEXT, file);
    try (Server server = start(routes -> routes.get("/digits", digits::answer));
        HttpClient client = client()) {
      HttpRequest.Builder request = HttpRequest.newBuilder(uri(server, "/digits"));
      for (int i = 0; i < 3; i++) { // on one connection
        HttpResponse<String> part =
            client.send(
                request.setHeader("Range", "bytes=50003-99996").build(), BodyHandlers.ofString());
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.headers().firstValue("content-range")).hasValue("bytes 50003-99996/100000");
        assertThat(part.body()).hasSize(49_994).startsWith("3456789").endsWith("0123456");
      }
      String tag = digits.validators().tag().toString();
      HttpResponse<String> fresh =
          client.send(request.setHeader("If-None-Match", tag).build(), BodyHandlers.ofString());
      assertThat(fresh.statusCode()).isEqualTo(304);
      assertThat(fresh.body()).isEmpty();
    }
  }

  private static HttpRequest.BodyPublisher gibibyte() {
    return BodyPublishers.ofInputStream(Zeros::new);
  }

  private static long count(InputStream in) throws IOException {
    byte[] block = new byte[64 << 10];
    long count = 0;
    for (int n = in.read(block); n >= 0; n = in.read(block)) {
      count += n;
    }
    return count;
  }

  /** A gibibyte of zeros. */
  private static final class Zeros extends InputStream {
    private long left = StreamingServer.BYTES;

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (left == 0) {
        return -1;
      }
      int count = (int) Math.min(length, left);
      left -= count;
      return count;
    }
  }
}
