package dev.weir.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** With moments of 2 µs, at times that the test says, also where they overflow. */
final class BusyPollTest {
  private long now = Long.MAX_VALUE - 1_000;
  private final BusyPoll busyPoll = new BusyPoll(2, () -> now);

  private void waitFor(long nanos) {
    busyPoll.begins();
    now += nanos;
    busyPoll.ended(now);
  }

  @Test
  void nobodyLooksBeforeAWaitWasSeen() {
    assertThat(busyPoll.begins()).isFalse();
  }

  @Test
  void aWaitBeginsWithLooksIfTheLastWasShort() {
    waitFor(19_999);
    assertThat(busyPoll.begins()).isTrue();
    waitFor(20_000);
    assertThat(busyPoll.begins()).isFalse();
    waitFor(0);
    assertThat(busyPoll.begins()).isTrue();
  }

  @Test
  void looksGoOnForTheirMoment() {
    waitFor(0);
    busyPoll.begins();
    assertThat(busyPoll.goesOn()).isTrue();
    now += 1_999;
    assertThat(busyPoll.goesOn()).isTrue();
    now++;
    assertThat(busyPoll.goesOn()).isFalse();
  }

  @Test
  void eachWaitHasItsOwnMoment() {
    waitFor(2_000);
    busyPoll.begins();
    assertThat(busyPoll.goesOn()).isTrue();
  }

  @Test
  void noMicrosecondsAreNoLooks() {
    BusyPoll off = new BusyPoll(0, () -> now);
    for (int i = 0; i < 3; i++) {
      assertThat(off.begins()).isFalse();
      off.ended(now);
    }
  }

  @Test
  void theSettingHasBounds() {
    assertThat(BusyPoll.MICROS.defaultValue()).isEqualTo(2);
    assertThat(BusyPoll.MICROS.parse("0")).isZero();
    assertThat(BusyPoll.MICROS.parse("100")).isEqualTo(100);
    assertThatThrownBy(() -> BusyPoll.MICROS.parse("101"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
