package dev.weir.integration.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Dispatch;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.ShutdownReport;
import dev.weir.http.Request;
import dev.weir.http.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A shutdown under load loses no request that the server has taken. */
class ShutdownUnderLoadIT {
  private static final int ENOUGH = 2_000;
  private static final long PATIENCE_SECONDS = 50;

  private final Set<String> handled = ConcurrentHashMap.newKeySet();

  @ParameterizedTest
  @CsvSource({
    "nio, EVENT_LOOP",
    "nio, VIRTUAL_THREAD",
    "netty, EVENT_LOOP",
    "netty, VIRTUAL_THREAD"
  })
  void everyRequestTakenIsAnsweredAndTheOthersMayBeSentAgain(String transport, Dispatch dispatch)
      throws Exception {
    LoadClient load;
    ShutdownReport report;
    List<Future<?>> talks = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Server server = start(transport, dispatch)) {
      load = new LoadClient(server.port(), "/number", ENOUGH);
      for (int i = 0; i < 8; i++) {
        talks.add(threads.submit(() -> talk(load, 1, Integer.MAX_VALUE)));
        talks.add(threads.submit(() -> talk(load, 16, Integer.MAX_VALUE)));
        talks.add(threads.submit(() -> talk(load, 4, 50)));
        talks.add(threads.submit(() -> talk(load, 1, 1)));
      }
      load.awaitEnough();
      report = server.shutdown();
      for (Future<?> talk : talks) {
        talk.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    }
    assertThat(report.cut()).as("%s", report).isZero();
    check(load.conversations());
  }

  private static Void talk(LoadClient load, int window, int perConnection)
      throws IOException, InterruptedException {
    load.talk(window, perConnection);
    return null;
  }

  private Server start(String transport, Dispatch dispatch) {
    return Server.builder()
        .transport(transport)
        .shutdownOnSignal(false)
        .http(
            Listen.address("127.0.0.1", 0),
            http -> http.dispatch(dispatch).post("/number", request -> answer(request, dispatch)))
        .start();
  }

  private Response answer(Request request, Dispatch dispatch) throws IOException {
    String number = request.body().readText();
    handled.add(number);
    if (dispatch != Dispatch.EVENT_LOOP) {
      LockSupport.parkNanos(1_000_000); // as a handler that asks a database
    }
    return Response.text(number);
  }

  private void check(List<LoadClient.Conversation> conversations) {
    Set<String> answered = new HashSet<>();
    for (LoadClient.Conversation one : conversations) {
      assertThat(one.broken()).isNull();
      assertThat(one.answered()).isEqualTo(one.sent().subList(0, one.answered().size()));
      answered.addAll(one.answered());
      for (String lost : one.sent().subList(one.answered().size(), one.sent().size())) {
        assertThat(handled)
            .as("Request %s was handled and not answered", lost)
            .doesNotContain(lost);
      }
    }
    assertThat(answered).isEqualTo(handled);
    assertThat(answered.size()).isGreaterThanOrEqualTo(ENOUGH);
  }
}
