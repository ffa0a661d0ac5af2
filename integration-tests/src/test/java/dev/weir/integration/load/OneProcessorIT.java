package dev.weir.integration.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.integration.examples.Examples;
import dev.weir.integration.process.Child;
import dev.weir.integration.process.Jvm;
import dev.weir.integration.process.RunningServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On one processor, loop and handlers change places otherwise; what a client gets is the same. */
class OneProcessorIT {
  private static final int ENOUGH = 20_000;
  private static final int QUESTIONS = 500;

  @ParameterizedTest
  @CsvSource({"nio, loop", "nio, virtual", "netty, loop", "netty, virtual"})
  void answersAllInTheirOrder(String transport, String dispatch) throws Exception {
    List<Future<?>> talks = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        RunningServer server =
            Examples.start(
                new Jvm().option("-XX:ActiveProcessorCount=1"),
                "bench",
                transport,
                "--mode=h1",
                "--dispatch=" + dispatch)) {
      LoadClient load = new LoadClient(server.url().getPort(), "/echo", ENOUGH);
      for (int i = 0; i < 8; i++) {
        talks.add(threads.submit(() -> talk(load, 1)));
        talks.add(threads.submit(() -> talk(load, 16)));
      }
      load.awaitEnough();
      assertThat(server.stop()).as(server.child().said()).isIn(0, 143);
      for (Future<?> talk : talks) {
        talk.get(50, TimeUnit.SECONDS);
      }
      assertThat(load.conversations())
          .hasSizeGreaterThanOrEqualTo(talks.size())
          .allSatisfy(one -> {
            assertThat(one.broken()).isNull();
            assertThat(one.answered()).isEqualTo(one.sent().subList(0, one.answered().size()));
          });
    }
  }

  /**
   * A thread that has nothing left waits for the next request there, and keeps the only carrier.
   * What blocks, and what the server doesn't know of, needs that too.
   */
  @ParameterizedTest
  @ValueSource(strings = {"nio", "netty"})
  void othersGoOnWhereThreadsWaitForRequests(String transport) throws Exception {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && Set.of("amd64", "aarch64").contains(System.getProperty("os.arch")),
        "nobody waits so elsewhere");
    Jvm jvm =
        new Jvm()
            .option("-XX:ActiveProcessorCount=1", "-Xlog:class+load")
            .option("-cp", System.getProperty("java.class.path"));
    AtomicBoolean enough = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Child program = jvm.start(OneProcessorProgram.class.getName(), transport)) {
      int port = Integer.parseInt(program.awaitOut(Pattern.compile("^port (\\d+)")).group(1));
      List<Future<?>> load = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        load.add(threads.submit(() -> askUntil(enough, port)));
      }
      try {
        program.awaitOut(Pattern.compile("dev\\.weir\\.core\\.dispatch\\.Futex\\$Linked"));
        ask(port, "/ask", OneProcessorProgram.ANSWER, i -> i == QUESTIONS);
        ask(port, "/rest", OneProcessorProgram.PLAIN, i -> true);
        program.awaitOut(Pattern.compile(OneProcessorProgram.RESTED));
      } finally {
        enough.set(true);
      }
      for (Future<?> one : load) {
        one.get(50, TimeUnit.SECONDS);
      }
    }
  }

  private static Void askUntil(AtomicBoolean enough, int port) throws IOException {
    ask(port, "/plain", OneProcessorProgram.PLAIN, i -> enough.get());
    return null;
  }

  /** One question after the other on one connection. */
  private static void ask(int port, String path, String answer, IntPredicate last)
      throws IOException {
    byte[] request = ("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(US_ASCII);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(50_000);
      AnswerReader answers = new AnswerReader(socket.getInputStream());
      int asked = 0;
      do {
        socket.getOutputStream().write(request);
        assertThat(answers.next()).isEqualTo(new AnswerReader.Answer(200, answer, false));
      } while (!last.test(++asked));
    }
  }

  private static Void talk(LoadClient load, int window) throws Exception {
    load.talk(window, Integer.MAX_VALUE);
    return null;
  }
}
