package dev.weir.integration.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Child;
import dev.weir.integration.process.Jars;
import dev.weir.integration.process.RunningServer;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./run} as people type it, in a copy of the checkout: it builds, and this build's own
 * output must not change under the other tests.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 300, unit = TimeUnit.SECONDS) // it compiles
class RunScriptIT {
  private static final Duration BUILD = Duration.ofSeconds(240);
  private static final CopyOption[] WITH_TIMES = {StandardCopyOption.COPY_ATTRIBUTES};
  private static final Set<String> LEFT_OUT = Set.of(".git", ".run");

  @TempDir private static Path checkout;

  @BeforeAll
  static void copyTheCheckout() throws IOException {
    Files.walkFileTree(
        Jars.ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            if (LEFT_OUT.contains(folder.getFileName().toString())
                || folder.equals(Jars.ROOT.resolve("integration-tests/target"))) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(inCopy(folder));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, inCopy(file), WITH_TIMES);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static Path inCopy(Path original) {
    return checkout.resolve(Jars.ROOT.relativize(original).toString());
  }

  @Test
  @Order(1)
  void aloneItListsTheExamplesWithALineEach() {
    try (Child run = run()) {
      assertThat(run.awaitExit()).isZero();
      for (String name : Examples.mainClasses().keySet()) {
        assertThat(run.said()).containsPattern("(?m)^ *" + name + " +\\S.*$");
      }
    }
  }

  @Test
  @Order(2)
  void anUnknownExampleIsAnErrorThatNamesThoseThere() {
    try (Child run = run("helo")) {
      assertThat(run.awaitExit()).isEqualTo(2);
      assertThat(run.err()).contains("'helo'");
      assertThat(run.err()).contains(Examples.mainClasses().keySet());
    }
  }

  @Test
  @Order(3)
  void anUnknownTransportIsAnErrorThatNamesThoseThere() {
    try (Child run = run("hello", "--transport=carrier-pigeon")) {
      assertThat(run.awaitExit()).isEqualTo(2);
      assertThat(run.err()).contains("carrier-pigeon").contains("nio").contains("netty");
    }
  }

  @Test
  @Order(4)
  void itBuildsOnceAndAgainWhenASourceHasChanged() throws IOException {
    try (Child first = run("hello", "--help")) {
      assertThat(first.awaitExit(BUILD)).as(first.said()).isZero();
      assertThat(first.out()).contains("Usage: hello");
      assertThat(first.err()).contains("building");
    }
    try (Child second = run("hello", "--help")) {
      assertThat(second.awaitExit()).as(second.said()).isZero();
      assertThat(second.err()).doesNotContain("building");
    }

    Path source = checkout.resolve("examples/src/main/java/dev/weir/examples/hello/Hello.java");
    String code = Files.readString(source);
    assertThat(code).contains("\"Hello\\n\"");
    Files.writeString(source, code.replace("\"Hello\\n\"", "\"Good morning\\n\""));
    try (Child build = run("hello", "--help")) {
      assertThat(build.awaitExit(BUILD)).as(build.said()).isZero();
      assertThat(build.err()).contains("building");
    }
    try (RunningServer hello = RunningServer.of(run("hello", "--port=0"));
        JdkHttp http = new JdkHttp()) {
      assertThat(hello.child().err()).doesNotContain("building");
      assertThat(http.get(hello.url("/")).body()).isEqualTo("Good morning\n");
    }
  }

  @Test
  @Order(5)
  void theServerHasTheScriptsProcessAndSigtermLetsItFinish() throws IOException {
    for (String transport : List.of("nio", "netty")) {
      try (RunningServer bench =
          RunningServer.of(run("bench", "--transport=" + transport, "--port=0"))) {
        assertThat(command(bench.child())).endsWith("java");
        try (Socket socket = bench.connect();
            Socket idle = bench.connect()) {
          write(
              socket,
              "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                  + "Content-Length: 10\r\n\r\n");
          // The handler has asked for the body: from here on the request is in flight.
          String goOn = "HTTP/1.1 100 Continue\r\n\r\n";
          assertThat(read(socket, goOn.length())).isEqualTo(goOn);
          write(socket, "01234");
          bench.child().terminate();
          assertThat(idle.getInputStream().read()).isEqualTo(-1); // the shutdown is under way
          write(socket, "56789");
          String answer =
              new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
          assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n0123456789");
          assertThat(answer).containsIgnoringCase("\r\nconnection: close\r\n");
        }
        // 143 = 128 + SIGTERM: what the JVM exits with when a signal ended it.
        assertThat(bench.child().awaitExit()).as(bench.child().said()).isIn(0, 143);
      }
    }
  }

  private static String command(Child child) {
    return ProcessHandle.of(child.pid()).orElseThrow().info().command().orElseThrow();
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String read(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  private static Child run(String... arguments) {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addFirst(checkout.resolve("run").toString());
    ProcessBuilder builder = new ProcessBuilder(command).directory(new File("/"));
    var environment = builder.environment();
    // What the outer Maven's script set for itself isn't what a user's shell has. What the user has
    // set (MAVEN_ARGS, MAVEN_OPTS) stays: it may say where the libraries come from.
    environment.keySet().removeAll(List.of("MAVEN_PROJECTBASEDIR", "MAVEN_CMD_LINE_ARGS"));
    environment.keySet().removeIf(name -> name.startsWith("WEIR_"));
    // Maven would compile everything again because the paths are new: by the files' times it
    // needn't.
    environment.merge(
        "MAVEN_OPTS",
        "-Dmaven.compiler.useIncrementalCompilation=false -XX:TieredStopAtLevel=1",
        (users, ours) -> users + " " + ours);
    return Child.start(builder);
  }
}
