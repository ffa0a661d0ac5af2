package dev.weir.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.LentBytes;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class HandlerCallsTest {
  private final HandlerCalls calls = new HandlerCalls();

  private static LentBytes bytes(int count) {
    return LentBytes.lend(new byte[count], 0, count);
  }

  /** Asks for the given number of bytes, after doing what the test says. */
  private static ScriptedHandler doing(int needed, Runnable action) {
    return new ScriptedHandler() {
      @Override
      int onInput(LentBytes input) {
        action.run();
        return needed;
      }
    };
  }

  @Test
  void whatIsAskedForBeforeTheStreamOpensWaits() {
    assertThat(calls.isInCall()).isTrue();

    calls.open(new ScriptedHandler());

    assertThat(calls.isInCall()).isFalse();
  }

  @Test
  void itIsInsideACallOnlyAsLongAsTheHandlerRuns() {
    AtomicReference<Boolean> inside = new AtomicReference<>();
    calls.open(doing(7, () -> inside.set(calls.isInCall())));

    assertThat(calls.input(bytes(3))).isEqualTo(7);

    assertThat(inside.get()).isTrue();
    assertThat(calls.isInCall()).isFalse();
  }

  @Test
  void theNeedOfAHandlerThatHandedOverIsForgotten() {
    ScriptedHandler successor = new ScriptedHandler();
    calls.open(doing(7, () -> calls.handOver(successor)));

    assertThat(calls.input(bytes(3))).isZero();

    assertThat(calls.handler()).isSameAs(successor);
  }

  @Test
  void anExceptionIsAnEndForAfterTheCall() {
    IllegalStateException thrown = new IllegalStateException("no");
    calls.open(
        doing(
            7,
            () -> {
              throw thrown;
            }));

    assertThat(calls.input(bytes(3))).isZero();

    assertThat(calls.isInCall()).isFalse();
    assertThat(calls.takePendingEnd()).isEqualTo(CloseCause.failed(thrown));
    assertThat(calls.takePendingEnd()).isNull();
  }

  @Test
  void ofSeveralEndsTheFirstCounts() {
    calls.open(
        doing(
            0,
            () -> {
              calls.endAfterCall(CloseCause.TIMED_OUT);
              throw new IllegalStateException("no");
            }));

    assertThat(calls.input(bytes(3))).isZero();

    assertThat(calls.isEndPending()).isTrue();
    assertThat(calls.takePendingEnd()).isEqualTo(CloseCause.TIMED_OUT);
  }

  @Test
  void theLastCallIsNeverOver() {
    ScriptedHandler handler = new ScriptedHandler();
    ScriptedStream stream = ScriptedStream.opened(new ScriptedHandler());
    calls.open(handler);

    calls.closed(CloseCause.FINISHED, stream);

    assertThat(calls.isInCall()).isTrue();
    assertThat(handler.calls).containsExactly("closed FINISHED");
  }
}
