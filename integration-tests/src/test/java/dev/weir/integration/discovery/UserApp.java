package dev.weir.integration.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Child;
import dev.weir.integration.process.Jars;
import dev.weir.integration.process.Jvm;
import dev.weir.integration.process.RunningServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The program of {@code src/main}: compiled against the API alone, started in many ways. */
public final class UserApp {
  public static final String MAIN = "app.App";

  private static final int REFUSED = 3;
  private static final Path TARGET = Jars.ROOT.resolve("integration-tests/target");

  private UserApp() {}

  /** Its jar, in which it is a named module. */
  public static Path jar() {
    return Jars.in(TARGET, "weir-integration-tests-\\d[\\d.]*\\.jar");
  }

  /** One jar with all it may run on, both transports too. */
  public static Path shadedJar() {
    return Jars.in(TARGET, "weir-integration-tests-\\d.*-shaded\\.jar");
  }

  /** Jars with the program's in front. */
  public static List<Path> with(List<Path> jars) {
    return Stream.concat(Stream.of(jar()), jars.stream()).toList();
  }

  /** Starts it on the class path, and waits until it listens. */
  public static RunningServer start(Jvm jvm, List<Path> jars) {
    return RunningServer.of(jvm.classPath(with(jars)).start(MAIN));
  }

  /** Starts it on the class path where it has to refuse, and gives what it says. */
  public static String refusal(Jvm jvm, List<Path> jars) {
    return refusal(jvm.classPath(with(jars)).start(MAIN));
  }

  /** What a program that has to refuse says. */
  public static String refusal(Child app) {
    try (app) {
      assertThat(app.awaitExit()).as(app.said()).isEqualTo(REFUSED);
      assertThat(app.out()).startsWith("refused: ");
      return app.out();
    }
  }

  /** It answers, and reads and writes JSON by the codec it has found. */
  static void assertServes(RunningServer app) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> hello = send(client, HttpRequest.newBuilder(app.url("/hello")));
      assertThat(hello.body()).isEqualTo("Hello");
      assertThat(greet(client, app.url("/greet")).body())
          .isEqualTo("{\"name\":\"Ann\",\"times\":3}");
    }
  }

  static HttpResponse<String> greet(HttpClient client, URI url, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"Ann\",\"times\":2}"));
    return send(client, headers.length == 0 ? request : request.headers(headers));
  }

  static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
