package dev.weir.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BusyPeriodTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE); // what nanoTime may be
  private final BusyPeriod period = new BusyPeriod(now::get);

  private void pass(long millis) {
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void thereIsNoneAtFirst() {
    pass(100);
    assertThat(period.isLong()).isFalse();
  }

  @Test
  void itIsLongTenMillisecondsAfterItsBegin() {
    period.goesOn();
    pass(9);
    period.goesOn();
    assertThat(period.isLong()).isFalse();
    pass(1);
    assertThat(period.isLong()).isTrue();
  }

  @Test
  void theNextBeginsAnew() {
    period.goesOn();
    pass(9);
    period.ends();
    pass(100);
    assertThat(period.isLong()).isFalse();
    period.goesOn();
    pass(9);
    assertThat(period.isLong()).isFalse();
    pass(1);
    assertThat(period.isLong()).isTrue();
  }
}
