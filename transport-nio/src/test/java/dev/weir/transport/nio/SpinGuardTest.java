package dev.weir.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SpinGuardTest {
  @Test
  void aSpinningPollerIsToldFromOneEarlyReturn() {
    SpinGuard guard = new SpinGuard();
    for (int i = 0; i < 511; i++) {
      assertThat(guard.spins(true)).isFalse();
    }
    assertThat(guard.spins(false)).isFalse();
    for (int i = 0; i < 511; i++) {
      assertThat(guard.spins(true)).isFalse();
    }
    assertThat(guard.spins(true)).isTrue();
  }
}
