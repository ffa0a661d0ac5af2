package dev.weir.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.weir.spi.transport.BusyPoll;
import dev.weir.transport.nio.socket.ReadyListener;
import dev.weir.transport.nio.socket.Selectable;
import dev.weir.transport.nio.socket.SocketSystem;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a loop asks its poller for before it sleeps. A look goes on for 1,000 s and waits are short
 * up to ten times that, so only the clock that the test moves ends either.
 */
@Timeout(60)
final class NioBusyPollTest {
  private static final int MICROS = 1_000_000_000;
  private static final long MOMENT = Duration.ofSeconds(1_000).toNanos();

  private final AtomicReference<ScriptedPoller> opened = new AtomicReference<>();
  private long clockIsAhead;
  private Runnable atNextTime = () -> {};
  private NioEventLoop loop;
  private List<String> logAtEnd = List.of();

  private long time() {
    Runnable now = atNextTime;
    atNextTime = () -> {};
    now.run();
    return System.nanoTime() + clockIsAhead;
  }

  /** What a loop does whose polls do this, one after the other, until it ends. */
  private List<String> run(Runnable... polls) throws Exception {
    SocketSystem system = mock();
    when(system.openPoller(any()))
        .thenAnswer(call -> {
          ReadyListener listener = call.getArgument(0);
          opened.set(new ScriptedPoller(listener, List.of(polls)));
          return opened.get();
        });
    loop = new NioEventLoop(0, system, 4 << 10, new BusyPoll(MICROS, this::time));
    loop.start();
    loop.thread().join();
    assertThat(logAtEnd).as("up to the script's end").isNotEmpty();
    return logAtEnd;
  }

  private ScriptedPoller poller() {
    return opened.get();
  }

  private void nothing() {}

  private void end() {
    logAtEnd = poller().log();
    loop.shutdown();
  }

  /** From here on each wait seems long, so none begins with a look. */
  private void waitWasLong() {
    clockIsAhead = -20 * MOMENT;
  }

  /** This look is the last of its wait. */
  private void momentIsOver() {
    atNextTime = () -> clockIsAhead += MOMENT;
  }

  private void byAnotherThread(Runnable task) {
    CompletableFuture.runAsync(() -> loop.execute(task)).join();
  }

  private void noted(String what) {
    poller().note(what);
  }

  @Test
  void looksBeforeItSleepsIfItsLastWaitWasShort() throws Exception {
    assertThat(run(this::nothing, this::nothing, this::momentIsOver, this::end))
        .containsExactly("sleep", "look", "look", "sleep");
  }

  @Test
  void sleepsAtOnceIfItsLastWaitWasLong() throws Exception {
    waitWasLong();
    assertThat(run(this::nothing, this::end)).containsExactly("sleep", "sleep");
  }

  @Test
  void whatIsFoundReadyIsServedAtOnce() throws Exception {
    Selectable socket = mock();
    Runnable ready =
        () -> {
          poller().ready(socket);
          loop.atTurnEnd(() -> noted("end of turn"));
        };
    assertThat(run(this::nothing, ready, this::end))
        .containsExactly("sleep", "look", "end of turn", "look");
  }

  @Test
  void aTaskGivenDuringALookIsRunAtOnceAndWakesNobody() throws Exception {
    Runnable given = () -> byAnotherThread(() -> noted("task"));
    assertThat(run(this::nothing, given, this::end))
        .containsExactly("sleep", "look", "task", "look");
  }

  @Test
  void aTaskGivenBetweenTheLastLookAndSleepIsntSleptOver() throws Exception {
    waitWasLong();
    atNextTime = () -> byAnotherThread(() -> noted("task"));
    assertThat(run(this::nothing, this::end)).containsExactly("look", "task", "sleep");
  }

  @Test
  void aTaskGivenInSleepWakesTheLoopOnce() throws Exception {
    waitWasLong();
    Runnable given =
        () -> {
          byAnotherThread(() -> noted("first"));
          byAnotherThread(() -> noted("second"));
        };
    assertThat(run(given, this::end))
        .containsExactly("sleep", "wakeup", "first", "second", "sleep");
  }

  @Test
  void sleepsAfterALookNoLongerThanToTheNextTimer() throws Exception {
    Runnable armed =
        () -> byAnotherThread(() -> loop.newTimer(() -> {}).arm(Duration.ofHours(1).toNanos()));
    assertThat(run(armed, this::momentIsOver, this::end))
        .containsExactly("sleep", "wakeup", "look", "sleep until a timer");
  }

  @Test
  void aPollerThatComesBackForNothingAgainAndAgainIsRenewed() throws Exception {
    waitWasLong();
    Runnable[] polls = new Runnable[513];
    Arrays.fill(polls, (Runnable) this::nothing);
    polls[512] = this::end;
    assertThat(run(polls)).hasSize(514).containsOnlyOnce("renew").endsWith("renew", "sleep");
  }

  @Test
  void oneThatIsWokenIsNot() throws Exception {
    waitWasLong();
    Runnable[] polls = new Runnable[600];
    Arrays.fill(polls, (Runnable) () -> byAnotherThread(() -> {}));
    polls[599] = this::end;
    assertThat(run(polls)).doesNotContain("renew");
  }

  @Test
  void oneThatFindsSomethingInALookIsNot() throws Exception {
    Selectable socket = mock();
    Runnable[] polls = new Runnable[1 + 3 * 600 + 1];
    polls[0] = this::nothing;
    for (int i = 1; i + 2 < polls.length; i += 3) {
      polls[i] = this::momentIsOver;
      polls[i + 1] = this::nothing; // the sleep
      polls[i + 2] = () -> poller().ready(socket);
    }
    polls[polls.length - 1] = this::end;
    assertThat(run(polls)).doesNotContain("renew");
  }
}
