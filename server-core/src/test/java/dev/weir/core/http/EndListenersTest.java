package dev.weir.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.weir.core.fake.CapturedLog;
import dev.weir.http.ExchangeOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndListenersTest {
  private final EndListeners listeners = new EndListeners();

  @Test
  void oneThatFailsIsLoggedAndTheOthersAreToldAllTheSame() throws Exception {
    ExchangeOutcome outcome = new ExchangeOutcome(200, 0, Duration.ZERO, null);
    List<ExchangeOutcome> told = new ArrayList<>();
    listeners.add(how -> {
      throw new IllegalStateException("the test's own exception");
    });
    listeners.add(how -> {
      throw new AssertionError("the test's own error");
    });
    listeners.add(told::add);
    try (CapturedLog log =
        new CapturedLog(
            EndListeners.class,
            Level.ERROR,
            event -> event.getThrowableProxy().getMessage().startsWith("the test's own"))) {
      listeners.fire(outcome);
      assertThat(log.next().getThrowableProxy().getMessage()).endsWith("exception");
      assertThat(log.next().getThrowableProxy().getMessage()).endsWith("error");
    }
    assertThat(told).containsExactly(outcome);
  }
}
