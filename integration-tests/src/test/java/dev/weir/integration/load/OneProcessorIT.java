package dev.weir.integration.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.examples.Examples;
import dev.weir.integration.process.Jvm;
import dev.weir.integration.process.RunningServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On one processor, loop and handlers change places otherwise; what a client gets is the same. */
class OneProcessorIT {
  private static final int ENOUGH = 20_000;

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

  private static Void talk(LoadClient load, int window) throws Exception {
    load.talk(window, Integer.MAX_VALUE);
    return null;
  }
}
