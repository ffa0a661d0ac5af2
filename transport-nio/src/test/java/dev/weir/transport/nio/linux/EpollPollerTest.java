package dev.weir.transport.nio.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.transport.nio.socket.Registration;
import dev.weir.transport.nio.socket.Selectable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
@EnabledIf("dev.weir.transport.nio.linux.LinuxSystemTest#isAvailable")
@ParameterizedClass
@EnumSource
final class EpollPollerTest {
  /** What is told is the same; how the system is asked isn't. */
  enum Kind {
    LEVEL(LevelRegistration::new),
    EDGE(EdgeRegistration::new);

    private final SocketPair.Registering registering;

    Kind(SocketPair.Registering registering) {
      this.registering = registering;
    }
  }

  @Parameter private Kind kind;

  private static final long WHILE = TimeUnit.MILLISECONDS.toNanos(20);

  private EpollPoller poller;
  private final List<SocketPair> pairs = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    poller = new EpollPoller(Selectable::ready);
  }

  @AfterEach
  void close() {
    poller.close();
    pairs.forEach(SocketPair::close);
  }

  private SocketPair newPair() {
    SocketPair pair = new SocketPair(kind.registering);
    pairs.add(pair);
    return pair;
  }

  /** Notes what it is told. */
  private static class Noted implements Selectable {
    final List<String> events = new ArrayList<>();

    @Override
    public void ready(boolean readable, boolean writable) {
      events.add((readable ? "readable " : "") + (writable ? "writable" : ""));
    }

    /** What it was told since this was last asked. */
    List<String> taken() {
      List<String> taken = List.copyOf(events);
      events.clear();
      return taken;
    }

    @Override
    public void shutdown() {
      throw new AssertionError("No loop ends here");
    }
  }

  // ---- What is reported.

  @Test
  void onlyWhatIsWantedIsReported() throws Exception {
    SocketPair pair = newPair();
    Noted noted = new Noted();
    Registration registration = poller.register(pair, noted);
    pair.sendFromPeer();
    poller.poll(0);
    assertThat(noted.taken()).isEmpty();

    registration.interest(true, false);
    poller.poll(Long.MAX_VALUE);
    assertThat(noted.taken()).containsExactly("readable ");
    poller.poll(0); // the byte is still there
    assertThat(noted.taken()).containsExactly("readable ");

    registration.interest(false, true);
    poller.poll(0);
    assertThat(noted.taken()).containsExactly("writable");

    registration.interest(true, true);
    poller.poll(0);
    assertThat(noted.taken()).containsExactly("readable writable");

    registration.interest(false, false);
    poller.poll(0);
    assertThat(noted.taken()).isEmpty();
  }

  @Test
  void ofSeveralChangesBetweenPollsTheLastOneCounts() throws Exception {
    SocketPair pair = newPair();
    Noted noted = new Noted();
    Registration registration = poller.register(pair, noted);
    pair.sendFromPeer();
    registration.interest(true, false);
    registration.interest(false, false);
    registration.interest(false, true);
    registration.interest(true, false);
    poller.poll(0);
    assertThat(noted.taken()).containsExactly("readable ");
    registration.interest(false, false);
    registration.interest(true, false);
    poller.poll(0);
    assertThat(noted.taken()).containsExactly("readable ");
    registration.interest(true, true);
    registration.interest(false, false);
    poller.poll(0);
    assertThat(noted.taken()).isEmpty();
  }

  @Test
  void whatIsNoLongerWantedInTheTurnOfItsEventIsNotReported() throws Exception {
    List<Registration> registrations = new ArrayList<>();
    AtomicBoolean told = new AtomicBoolean();
    for (int i = 0; i < 2; i++) {
      SocketPair pair = newPair();
      Selectable loseAllInterest =
          new Noted() {
            @Override
            public void ready(boolean readable, boolean writable) {
              assertThat(told.getAndSet(true)).isFalse();
              registrations.forEach(registration -> registration.interest(false, false));
            }
          };
      registrations.add(poller.register(pair, loseAllInterest));
      registrations.getLast().interest(true, false);
      pair.sendFromPeer();
    }
    poller.poll(0);
    poller.poll(0);
    assertThat(told).isTrue();
  }

  @Test
  void anEndIsReportedToWhomIsInterestedInAnything() throws Exception {
    SocketPair pair = newPair();
    Noted noted = new Noted();
    Registration registration = poller.register(pair, noted);
    pair.closePeer();
    registration.interest(false, true);
    poller.poll(0);
    assertThat(noted.taken()).containsExactly("writable");
    registration.interest(true, false);
    poller.poll(0);
    assertThat(noted.taken()).containsExactly("readable ");
  }

  @Test
  void withoutInterestAnEndNeitherShowsNorSpins() throws Exception {
    SocketPair pair = newPair();
    Noted noted = new Noted();
    Registration registration = poller.register(pair, noted);
    registration.interest(true, false);
    poller.poll(0);
    pair.closePeer();
    registration.interest(false, false);
    if (kind == Kind.EDGE) {
      poller.poll(0); // the system may tell of it once,
      poller.poll(0); // and is told to be silent
    }
    assertPollWaits();
    assertThat(noted.taken()).isEmpty();
  }

  // ---- Sockets that are closed.

  @Test
  void oneThatIsClosedInTheTurnOfItsEventGetsNone() throws Exception {
    List<String> told = new ArrayList<>();
    SocketPair one = newPair();
    SocketPair other = newPair();
    register(one, () -> closeAsTold(told, "one", other));
    register(other, () -> closeAsTold(told, "other", one));
    one.sendFromPeer();
    other.sendFromPeer();
    poller.poll(0);
    assertThat(told).hasSize(1);
    assertThat(poller.registered()).hasSize(1);
  }

  private static void closeAsTold(List<String> told, String who, SocketPair another) {
    told.add(who);
    another.descriptor().close(another.callState());
  }

  private void register(SocketPair pair, Runnable action) throws IOException {
    Selectable selectable =
        new Noted() {
          @Override
          public void ready(boolean readable, boolean writable) {
            action.run();
          }
        };
    poller.register(pair, selectable).interest(true, false);
  }

  @Test
  void aSocketThatGetsTheNumberOfAnotherGetsNoneOfItsEvents() throws Exception {
    int attempts = 0;
    while (!getsNothingOfTheOldOne()) { // another thread of this JVM had the number first
      assertThat(attempts++).isLessThan(100);
    }
  }

  private boolean getsNothingOfTheOldOne() throws Exception {
    SocketPair one = newPair();
    SocketPair other = newPair();
    SocketPair model = newPair();
    Noted fresh = new Noted();
    List<Registration> registered = new ArrayList<>();
    register(one, () -> replace(other, model, fresh, registered));
    register(other, () -> replace(one, model, fresh, registered));
    one.sendFromPeer();
    other.sendFromPeer();
    poller.poll(0);
    if (registered.isEmpty()) {
      one.descriptor().close(one.callState());
      other.descriptor().close(other.callState());
      return false;
    }
    assertThat(fresh.taken()).isEmpty();
    poller.poll(0);
    assertThat(fresh.taken()).isEmpty();
    model.sendFromPeer();
    poller.poll(0);
    assertThat(fresh.taken()).containsExactly("readable ");
    return true;
  }

  /** Closes a socket, and registers one that has its number, if the system still gives it. */
  private void replace(
      SocketPair old, SocketPair model, Noted fresh, List<Registration> registered) {
    if (!registered.isEmpty()) {
      return; // the first one's next event
    }
    int number = old.descriptor().number();
    old.descriptor().close(old.callState());
    Descriptor replacement =
        new Descriptor(NativeCalls.duplicate(model.descriptor().number(), number));
    if (replacement.number() != number) {
      replacement.close(model.callState());
      return;
    }
    DescriptorPollable socket =
        new DescriptorPollable() {
          @Override
          public Descriptor descriptor() {
            return replacement;
          }

          @Override
          public EpollRegistration register(EpollPoller poller, Selectable selectable)
              throws IOException {
            return kind.registering.register(poller, selectable, replacement);
          }
        };
    try {
      Registration registration = poller.register(socket, fresh);
      registration.interest(true, false);
      registered.add(registration);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatIsClosedIsRegisteredNoMore() throws Exception {
    SocketPair closing = newPair();
    SocketPair staying = newPair();
    Noted stays = new Noted();
    Registration left = poller.register(closing, new Noted());
    poller.register(staying, stays);
    assertThat(poller.registered()).hasSize(2);
    left.interest(true, true);
    closing.descriptor().close(closing.callState());
    assertThat(poller.registered()).containsExactly(stays);
    left.interest(true, true); // comes too late, and does nothing
    poller.poll(0);
  }

  // ---- Waking.

  @Test
  void aWakeUpEndsThePollThatWaitsOrTheNext() throws Exception {
    int rounds = 1_000;
    Semaphore polls = new Semaphore(0);
    CompletableFuture<Void> polling =
        inThread(() -> {
          for (int i = 0; i < rounds; i++) {
            poller.poll(Long.MAX_VALUE);
            polls.release();
          }
        });
    for (int i = 0; i < rounds; i++) {
      poller.wakeup();
      assertThat(polls.tryAcquire(30, TimeUnit.SECONDS)).as("wake-up %s", i).isTrue();
    }
    polling.get(30, TimeUnit.SECONDS);
  }

  @Test
  void aWakeUpEndsOnePollOnly() throws Exception {
    poller.wakeup();
    poller.wakeup();
    poller.poll(Long.MAX_VALUE);
    assertPollWaits();
  }

  @Test
  void wakingAClosedOneDoesNothing() throws Exception {
    EpollPoller closed = new EpollPoller(Selectable::ready);
    closed.close();
    closed.wakeup();
  }

  @Test
  void anInterruptNeitherEndsAPollNorSpinsIt() throws Exception {
    Thread.currentThread().interrupt();
    assertPollWaits();
    assertThat(Thread.interrupted()).isFalse();
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    CompletableFuture<Void> polling =
        inThread(() -> {
          thread.complete(Thread.currentThread());
          poller.poll(Long.MAX_VALUE);
          ended.set(true);
        });
    thread.get(30, TimeUnit.SECONDS).interrupt();
    assertThat(ended).isFalse();
    poller.wakeup();
    polling.get(30, TimeUnit.SECONDS);
  }

  // ---- Anew.

  @Test
  void allThatIsRegisteredIsThereAfterStartingAnew() throws Exception {
    SocketPair pair = newPair();
    SocketPair closed = newPair();
    Noted noted = new Noted();
    Registration registration = poller.register(pair, noted);
    poller.register(closed, new Noted()).interest(true, false);
    registration.interest(true, false);
    poller.poll(0);
    closed.descriptor().close(closed.callState());

    poller.renew();
    assertThat(poller.registered()).containsExactly(noted);
    pair.sendFromPeer();
    poller.poll(Long.MAX_VALUE); // which may be a wake-up from before
    poller.poll(0);
    assertThat(noted.taken()).contains("readable ");

    registration.interest(false, false);
    poller.poll(0);
    assertThat(noted.taken()).isEmpty();
    poller.wakeup();
    inThread(() -> poller.poll(Long.MAX_VALUE)).get(30, TimeUnit.SECONDS);
    assertPollWaits();
  }

  @Test
  void anInterestThatNoPollHasSeenSurvivesStartingAnew() throws Exception {
    SocketPair pair = newPair();
    Noted noted = new Noted();
    Registration registration = poller.register(pair, noted);
    pair.sendFromPeer();
    registration.interest(true, false);
    poller.renew();
    poller.renew();
    poller.poll(0);
    assertThat(noted.taken()).containsExactly("readable ");
  }

  // ----

  /** A poll lasts as long as it is to. */
  private void assertPollWaits() throws IOException {
    long before = System.nanoTime();
    poller.poll(WHILE);
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(WHILE);
  }

  interface Polling {
    void run() throws IOException;
  }

  /** In a thread that holds up nobody if it waits for ever: no interrupt ends it. */
  static CompletableFuture<Void> inThread(Polling polling) {
    CompletableFuture<Void> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            polling.run();
            result.complete(null);
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }
}
