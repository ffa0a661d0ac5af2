package dev.weir.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.fake.FakeLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimeLimitTest {
  private final FakeLoop loop = new FakeLoop();
  private final TimeLimit limit = new TimeLimit(loop, Duration.ofSeconds(10).toNanos());
  private final List<Piece> late = new ArrayList<>(); // on the loop

  @AfterEach
  void end() {
    loop.close();
  }

  private final class Piece extends TimedTask {
    @Override
    protected void run() {}

    @Override
    protected void timeUp() {
      assertThat(isLate()).isTrue();
      late.add(this);
    }

    void isDone() {
      over();
    }
  }

  private Piece begin() {
    return loop.call(() -> {
      Piece piece = new Piece();
      limit.begin(piece);
      return piece;
    });
  }

  private List<Piece> late() {
    return loop.call(() -> List.copyOf(late));
  }

  @Test
  void eachIsDueAtItsOwnTimeAndOnceOnly() {
    Piece first = begin();
    loop.advance(Duration.ofSeconds(6));
    Piece second = begin();
    loop.advance(Duration.ofSeconds(3));
    assertThat(late()).isEmpty();
    loop.advance(Duration.ofSeconds(2));
    assertThat(late()).containsExactly(first);
    loop.advance(Duration.ofSeconds(6));
    assertThat(late()).containsExactly(first, second);
    loop.advance(Duration.ofSeconds(60));
    assertThat(late()).hasSize(2);
  }

  @Test
  void whatIsOverIsNotInterruptedWhereverItStands() {
    Piece first = begin();
    Piece second = begin();
    Piece third = begin();
    second.isDone();
    loop.advance(Duration.ofSeconds(11));
    assertThat(late()).containsExactly(first, third);
  }

  @Test
  void oneTimerServesAllAndIsDisarmedAfterTheLast() {
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      pieces.add(begin());
    }
    assertThat(loop.armedTimers()).isEqualTo(1);
    pieces.forEach(Piece::isDone);
    loop.run(limit::ended);
    assertThat(loop.armedTimers()).isZero();
    Piece next = begin();
    loop.advance(Duration.ofSeconds(11));
    assertThat(late()).containsExactly(next);
    assertThat(loop.armedTimers()).isZero();
  }

  @Test
  void whatIsOverBehindOneThatTakesLongIsForgotten() {
    Piece slow = begin();
    for (int i = 0; i < 10_000; i++) {
      begin().isDone();
    }
    assertThat(loop.call(limit::listed)).isLessThan(200);
    loop.advance(Duration.ofSeconds(11));
    assertThat(late()).containsExactly(slow);
    assertThat(loop.call(limit::listed)).isZero();
  }
}
