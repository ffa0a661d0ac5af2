package dev.weir.benchmarks.peers;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.microhttp.EventLoop;
import org.microhttp.Header;
import org.microhttp.NoopLogger;
import org.microhttp.Options;
import org.microhttp.Request;
import org.microhttp.Response;

/** microhttp, answering on its event loops. */
final class MicrohttpPeer {
  private static volatile String date = Payload.date();

  private MicrohttpPeer() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var unused =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory())
            .scheduleAtFixedRate(() -> date = Payload.date(), 1, 1, TimeUnit.SECONDS);
    Options options =
        Options.builder()
            .withHost("127.0.0.1")
            .withPort(Payload.port(arguments))
            .withAcceptLength(4_096)
            .withRequestTimeout(Duration.ofMinutes(10))
            .build();
    EventLoop loop =
        new EventLoop(
            options, NoopLogger.instance(), (request, answer) -> answer.accept(answer(request)));
    loop.start();
    loop.join();
  }

  private static Response answer(Request request) {
    return switch (request.uri()) {
      case "/plaintext" -> ok(Payload.TEXT_TYPE, Payload.text());
      case "/json" -> ok(Payload.JSON_TYPE, Payload.json());
      case "/echo" -> ok(Payload.BINARY_TYPE, request.body());
      default -> new Response(404, "Not Found", List.of(), new byte[0]);
    };
  }

  private static Response ok(String type, byte[] body) {
    List<Header> headers =
        List.of(
            new Header("Server", "microhttp"),
            new Header("Date", date),
            new Header("Content-Type", type));
    return new Response(200, "OK", headers, body);
  }
}
