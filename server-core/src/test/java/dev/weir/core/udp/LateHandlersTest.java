package dev.weir.core.udp;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.weir.core.fake.CapturedLog;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LateHandlersTest {
  private static final SocketAddress PEER = InetSocketAddress.createUnresolved("peer", 7);

  @Test
  void allAreCountedAndFewAreLogged() throws Exception {
    LateHandlers late = new LateHandlers("late-door", Duration.ofSeconds(60));
    try (CapturedLog log =
        new CapturedLog(
            LateHandlers.class,
            Level.WARN,
            event -> event.getFormattedMessage().contains("door late-door"))) {
      long start = -5; // the loop's time may be negative
      for (int i = 0; i < 1_000; i++) {
        late.interrupted(PEER, start + i);
      }
      late.interrupted(PEER, start + TimeUnit.SECONDS.toNanos(11));
      assertThat(log.next().getFormattedMessage())
          .contains("peer", "60s (handler-timeout)", "1 were so far");
      assertThat(log.next().getFormattedMessage()).contains("1001 were so far");
    }
  }
}
