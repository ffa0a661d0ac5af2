package dev.weir.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Limits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class OutputProgressTest {
  private static final Limits LIMITS =
      Limits.defaults().with(Limits.PROGRESS_TIMEOUT, Duration.ofSeconds(10));

  private final ScriptedStream stream = new ScriptedStream(new ManualLoop(), LIMITS, false);
  private final OutputProgress progress = new OutputProgress(stream, LIMITS);

  private void pass(int seconds) {
    stream.loop.pass(Duration.ofSeconds(seconds));
  }

  @Test
  void aPeerThatTakesNothingEndsTheStream() {
    progress.watch();

    pass(9);
    assertThat(stream.ended()).isFalse();
    pass(2);

    assertThat(stream.calls).contains("reset", "closed TIMED_OUT");
  }

  @Test
  void whatWasTakenStartsTheTimeAnew() {
    progress.watch();

    pass(9);
    progress.made();
    pass(9);
    assertThat(stream.ended()).isFalse();
    pass(2);

    assertThat(stream.ended()).isTrue();
  }

  @Test
  void whatTheTransportItselfHoldsIsAskedForBeforeTheTimeIsUp() {
    stream.inTransport(100);
    progress.inTransport(100);
    progress.watch();

    pass(9);
    stream.inTransport(99);
    pass(2);
    assertThat(stream.ended()).isFalse();
    pass(8);
    assertThat(stream.ended()).isFalse();
    pass(3);

    assertThat(stream.ended()).isTrue();
  }

  @Test
  void nothingEndsOnceNothingWaits() {
    progress.watch();
    pass(9);
    progress.unwatch();

    pass(60);

    assertThat(stream.ended()).isFalse();
    assertThat(stream.loop.armedTimers()).isZero();
  }
}
