package dev.weir.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.weir.spi.transport.BusyPoll;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Netty's handler is asked for before it sleeps, with moments of 2 µs at the test's times. */
final class BusyPollHandlerTest {
  private static final int MICROS = 2;
  private static final long MOMENT = 2_000;

  private final List<String> log = new ArrayList<>();
  private final ArrayDeque<ToIntFunction<IoHandlerContext>> script = new ArrayDeque<>();
  private final IoHandler netty = mock();
  private long now;
  private long timeOfTurn;
  private boolean hasTasks;
  private final BusyPollHandler handler =
      new BusyPollHandler(netty, new BusyPoll(MICROS, () -> now), () -> timeOfTurn);

  private final IoHandlerContext loop =
      new IoHandlerContext() {
        @Override
        public boolean canBlock() {
          return !hasTasks;
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
          return 7_000;
        }

        @Override
        public long deadlineNanos() {
          return 8_000;
        }

        @Override
        public boolean shouldReportActiveIoTime() {
          return true;
        }

        @Override
        public void reportActiveIoTime(long activeNanos) {
          log.add("active " + activeNanos);
        }
      };

  @BeforeEach
  void nettyDoesAsTheScriptSays() {
    when(netty.run(any()))
        .thenAnswer(call -> {
          IoHandlerContext context = call.getArgument(0);
          log.add(context.canBlock() ? "sleep" : "look");
          return script.remove().applyAsInt(context);
        });
  }

  private static ToIntFunction<IoHandlerContext> handled(int count) {
    return context -> count;
  }

  @SafeVarargs
  private final int run(ToIntFunction<IoHandlerContext>... polls) {
    log.clear();
    script.addAll(Arrays.asList(polls));
    int handled = handler.run(loop);
    assertThat(script).isEmpty();
    return handled;
  }

  private void lastWaitTook(long nanos) {
    hasTasks = false;
    now = 0;
    timeOfTurn = nanos;
    script.add(handled(1));
    handler.run(loop);
    now = timeOfTurn;
  }

  @Test
  void looksBeforeItSleepsIfItsLastWaitWasShort() {
    lastWaitTook(10 * MOMENT - 1);
    ToIntFunction<IoHandlerContext> momentIsOver =
        context -> {
          now += MOMENT;
          return 0;
        };
    assertThat(run(handled(0), momentIsOver, handled(3))).isEqualTo(3);
    assertThat(log).containsExactly("look", "look", "sleep");
  }

  @Test
  void sleepsAtOnceIfItsLastWaitWasLong() {
    lastWaitTook(10 * MOMENT);
    assertThat(run(handled(2))).isEqualTo(2);
    assertThat(log).containsExactly("sleep");
  }

  @Test
  void whatALookFindsIsHandledWithoutSleep() {
    lastWaitTook(0);
    assertThat(run(handled(0), handled(1))).isEqualTo(1);
    assertThat(log).containsExactly("look", "look");
  }

  @Test
  void theWaitLastsUntilTheTimeOfTheTurnThatItBegan() {
    lastWaitTook(0);
    ToIntFunction<IoHandlerContext> slow =
        context -> {
          timeOfTurn = now + 1;
          now += 100 * MOMENT; // what was ready took long
          return 1;
        };
    run(slow);
    run(handled(1));
    assertThat(log).containsExactly("look");
  }

  @Test
  void aTaskEndsTheLook() {
    lastWaitTook(0);
    ToIntFunction<IoHandlerContext> task =
        context -> {
          hasTasks = true;
          return 0;
        };
    assertThat(run(task, handled(0))).isZero();
    assertThat(log).containsExactly("look", "look"); // the second as Netty would
  }

  @Test
  void whoHasTasksLooksOnceAsNettyDoes() {
    lastWaitTook(0);
    hasTasks = true;
    assertThat(run(handled(0))).isZero();
    assertThat(log).containsExactly("look");
  }

  @Test
  void aLookIsToldWhatTheLoopTells() {
    lastWaitTook(0);
    ToIntFunction<IoHandlerContext> asked =
        look -> {
          assertThat(look.delayNanos(0)).isZero();
          assertThat(look.deadlineNanos()).isEqualTo(8_000);
          assertThat(look.shouldReportActiveIoTime()).isTrue();
          look.reportActiveIoTime(9_000);
          return 1;
        };
    run(asked);
    assertThat(log).containsExactly("look", "active 9000");
  }
}
