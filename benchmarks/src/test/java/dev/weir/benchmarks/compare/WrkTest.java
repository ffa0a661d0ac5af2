package dev.weir.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class WrkTest {
  private static final String DONE = "  30000 requests in 1500.00ms, 3.70MB read\n";
  private static final String TIMEOUTS =
      "  Socket errors: connect 0, read 0, write 0, timeout 12\n";
  private static final String REFUSED = "  Non-2xx or 3xx responses: 5\n";

  @Test
  void requestsAndSecondsAreRead() throws Exception {
    assertThat(Wrk.counted(DONE)).containsEntry("requests", 30_000.0).containsEntry("seconds", 1.5);
  }

  @Test
  void errorsAreToldInOneLine() {
    assertThatExceptionOfType(LoadErrorsException.class)
        .isThrownBy(() -> Wrk.counted(DONE + TIMEOUTS + REFUSED))
        .withMessage(
            "Socket errors: connect 0, read 0, write 0, timeout 12, Non-2xx or 3xx responses: 5");
  }

  @Test
  void whatMeasuredNothingFails() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Wrk.counted("unable to connect to 127.0.0.1:1 Connection refused\n"))
        .isNotInstanceOf(LoadErrorsException.class)
        .withMessageContaining("Connection refused");
  }
}
