package dev.weir.transport.nio.linux;

import static dev.weir.transport.nio.linux.EpollPollerTest.inThread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.transport.nio.socket.Registration;
import dev.weir.transport.nio.socket.Selectable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** How long a poll waits where nothing happens, by a timer that stays armed between polls. */
@Timeout(60)
@EnabledIf("dev.weir.transport.nio.linux.LinuxSystemTest#isAvailable")
final class EpollPollerTimeTest {
  private static final long WHILE = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LONG = TimeUnit.DAYS.toNanos(1);

  private EpollPoller poller;

  @BeforeEach
  void open() throws IOException {
    poller = new EpollPoller(Selectable::ready);
  }

  @AfterEach
  void close() {
    poller.close();
  }

  @Test
  void eachPollEndsWhenItsTimeIsOver() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertPollEndsInTime();
    }
  }

  @Test
  void aShorterTimeIsKeptAfterALongerOne() throws Exception {
    for (int i = 0; i < 2; i++) {
      poller.wakeup();
      poller.poll(LONG);
      assertPollEndsInTime();
    }
  }

  @Test
  void aTimeThatIsOverBetweenPollsDelaysNoneAfterIt() throws Exception {
    letTimeBeOver();
    assertLongPollEnds(); // by what was left behind
    assertPollEndsInTime();
  }

  @Test
  void aTimeThatIsOverAmidOtherNewsDelaysNoneAfterIt() throws Exception {
    SocketPair pair = new SocketPair(LevelRegistration::new);
    try {
      Counting counting = new Counting();
      Registration registration = poller.register(pair, counting);
      registration.interest(true, false);
      letTimeBeOver();
      pair.sendFromPeer();
      poller.poll(0);
      assertThat(counting.told).hasValue(1);
      registration.interest(false, false);
      poller.poll(0);
      assertPollEndsInTime();
    } finally {
      pair.close();
    }
  }

  @Test
  void aTimeIsKeptAfterStartingAnew() throws Exception {
    poller.wakeup();
    poller.poll(WHILE);
    poller.renew();
    poller.poll(0); // which tells of the wake-up again
    assertLongPollEnds(); // armed for less before
    assertPollEndsInTime();
  }

  @Test
  void aClosedPollerHoldsNoDescriptor() throws Exception {
    int pollers = 200; // many, since other tests of this JVM open and close theirs meanwhile
    long before = ownDescriptors();
    for (int i = 0; i < pollers; i++) {
      new EpollPoller(Selectable::ready).close();
    }
    assertThat(ownDescriptors() - before).isLessThan(pollers / 2);
  }

  /** Those of which a poller is made. */
  private static long ownDescriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(EpollPollerTimeTest::isAnonymous).count();
    }
  }

  private static boolean isAnonymous(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("anon_inode:");
    } catch (IOException e) {
      return false; // closed since it was listed
    }
  }

  private static final class Counting implements Selectable {
    final AtomicInteger told = new AtomicInteger();

    @Override
    public void ready(boolean readable, boolean writable) {
      told.incrementAndGet();
    }

    @Override
    public void shutdown() {
      throw new AssertionError("No loop ends here");
    }
  }

  /** A poll's time, which ended earlier. */
  private void letTimeBeOver() throws IOException {
    poller.wakeup();
    poller.poll(WHILE);
    long over = System.nanoTime() + 2 * WHILE;
    while (System.nanoTime() - over < 0) {
      Thread.onSpinWait();
    }
  }

  private void assertLongPollEnds() throws Exception {
    inThread(() -> poller.poll(LONG)).get(30, TimeUnit.SECONDS);
  }

  private void assertPollEndsInTime() throws Exception {
    inThread(this::assertPollLastsItsTime).get(30, TimeUnit.SECONDS);
  }

  private void assertPollLastsItsTime() throws IOException {
    long before = System.nanoTime();
    poller.poll(WHILE);
    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(WHILE);
  }
}
