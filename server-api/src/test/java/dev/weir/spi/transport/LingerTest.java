package dev.weir.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Limits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class LingerTest {
  private static final Limits LIMITS =
      Limits.defaults()
          .with(Limits.LINGER_BYTES, 10L)
          .with(Limits.LINGER_TIMEOUT, Duration.ofSeconds(2));

  private final ManualLoop loop = new ManualLoop();
  private final Linger linger = new Linger(loop, LIMITS, 0);
  private final AtomicInteger timesUp = new AtomicInteger();

  @Test
  void takesAsManyBytesAsTheLimitSaysAndNoneMore() {
    linger.dropped(4);
    linger.dropped(6);
    assertThat(linger.takesMore()).isTrue();

    linger.dropped(1);

    assertThat(linger.takesMore()).isFalse();
  }

  @Test
  void itsTimeRunsFromTheStart() {
    loop.pass(Duration.ofSeconds(10));
    linger.start(timesUp::incrementAndGet);
    loop.pass(Duration.ofMillis(1_990));
    assertThat(timesUp).hasValue(0);

    loop.pass(Duration.ofMillis(50));

    assertThat(timesUp).hasValue(1);
  }

  @Test
  void theTimeInWhichNothingLeftBeforeCounts() {
    Linger shortened = new Linger(loop, LIMITS, Duration.ofMillis(1_500).toNanos());
    shortened.start(timesUp::incrementAndGet);
    loop.pass(Duration.ofMillis(490));
    assertThat(timesUp).hasValue(0);

    loop.pass(Duration.ofMillis(50));

    assertThat(timesUp).hasValue(1);
  }

  @Test
  void itLastsAMomentAlsoIfNothingWasEverWritten() {
    Linger shortened = new Linger(loop, LIMITS, Long.MAX_VALUE);
    shortened.start(timesUp::incrementAndGet);
    loop.pass(Duration.ofMillis(240));
    assertThat(timesUp).hasValue(0);

    loop.pass(Duration.ofMillis(50));

    assertThat(timesUp).hasValue(1);
  }

  @Test
  void aLimitBelowAMomentHolds() {
    Limits brief = LIMITS.with(Limits.LINGER_TIMEOUT, Duration.ofMillis(100));
    new Linger(loop, brief, Long.MAX_VALUE).start(timesUp::incrementAndGet);

    loop.pass(Duration.ofMillis(150));

    assertThat(timesUp).hasValue(1);
  }

  @Test
  void aStoppedOneNeverSaysThatTheTimeIsUp() {
    linger.stop();
    linger.start(timesUp::incrementAndGet);
    linger.stop();

    loop.pass(Duration.ofMinutes(1));

    assertThat(timesUp).hasValue(0);
    assertThat(loop.armedTimers()).isZero();
  }
}
