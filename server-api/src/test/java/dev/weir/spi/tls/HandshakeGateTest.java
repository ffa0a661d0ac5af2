package dev.weir.spi.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandshakeGateTest {
  private final HandshakeGate gate = new HandshakeGate(2);
  private final List<String> entered = new ArrayList<>();

  private boolean enter(String name) {
    return gate.enter(() -> entered.add(name));
  }

  @Test
  void asManyAsMayBeEnterAtOnceAndTheRestInTheirOrder() {
    assertThat(enter("a")).isTrue();
    assertThat(enter("b")).isTrue();
    assertThat(enter("c")).isFalse();
    assertThat(enter("d")).isFalse();
    assertThat(entered).isEmpty();

    gate.leave();
    assertThat(entered).containsExactly("c");
    gate.leave();
    assertThat(entered).containsExactly("c", "d");

    gate.leave();
    assertThat(enter("e")).isTrue();
    assertThat(enter("f")).isFalse();
  }

  @Test
  void whoGivesUpIsNeverCalledAndHoldsNoPlace() {
    Runnable waiting = () -> entered.add("late");
    assertThat(enter("a")).isTrue();
    assertThat(enter("b")).isTrue();
    assertThat(gate.enter(waiting)).isFalse();

    assertThat(gate.giveUp(waiting)).isTrue();
    assertThat(gate.giveUp(waiting)).isFalse();
    gate.leave();
    gate.leave();

    assertThat(entered).isEmpty();
    assertThat(enter("c")).isTrue();
    assertThat(enter("d")).isTrue();
    assertThat(enter("e")).isFalse();
  }

  @Test
  void whoWasCalledCantGiveUpAnyMore() {
    Runnable waiting = () -> entered.add("called");
    assertThat(enter("a")).isTrue();
    assertThat(enter("b")).isTrue();
    assertThat(gate.enter(waiting)).isFalse();

    gate.leave();

    assertThat(entered).containsExactly("called");
    assertThat(gate.giveUp(waiting)).isFalse();
  }
}
