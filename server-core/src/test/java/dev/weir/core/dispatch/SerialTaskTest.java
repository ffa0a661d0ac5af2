package dev.weir.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Dispatch;
import dev.weir.core.fake.Await;
import dev.weir.core.fake.FakeLoop;
import dev.weir.core.fake.FakeWork;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SerialTaskTest {
  private final FakeLoop loop = new FakeLoop();

  @AfterEach
  void end() {
    loop.close();
  }

  /** Runs what was added, in order. */
  private final class Mailbox extends SerialTask {
    final ConcurrentLinkedQueue<Runnable> letters = new ConcurrentLinkedQueue<>();
    final AtomicInteger atOnce = new AtomicInteger();
    final AtomicReference<Throwable> failure = new AtomicReference<>();
    final AtomicInteger rests = new AtomicInteger();
    final AtomicInteger refusals = new AtomicInteger();
    volatile boolean over;
    volatile boolean mayBeRefused;
    volatile int batch = Integer.MAX_VALUE;

    Mailbox(WorkRunner work) {
      super(work, Dispatch.VIRTUAL_THREAD, loop);
    }

    void add(Runnable letter) {
      letters.add(letter);
      start();
    }

    @Override
    protected boolean work() {
      assertThat(atOnce.incrementAndGet()).isEqualTo(1);
      try {
        for (int i = 0; i < batch; i++) {
          Runnable letter = letters.poll();
          if (letter == null) {
            return false;
          }
          letter.run();
        }
        return true;
      } finally {
        atOnce.decrementAndGet();
      }
    }

    @Override
    protected void rested() {
      rests.incrementAndGet();
      if (!letters.isEmpty()) {
        start();
      }
    }

    @Override
    protected void failed(Throwable thrown) {
      failure.set(thrown);
    }

    @Override
    protected boolean isOver() {
      return over;
    }

    @Override
    protected void forget() {
      letters.clear();
    }

    @Override
    protected void refused() {
      assertThat(mayBeRefused).as("There are threads enough").isTrue();
      refusals.incrementAndGet();
    }

    boolean rests() {
      return isResting() && letters.isEmpty();
    }

    boolean isDead() {
      return hasEnded();
    }
  }

  @Test
  void whoIsNotNeededAnyMoreDoesNotWaitForAPlace() {
    FakeWork work = new FakeWork(1);
    assertThat(work.tryEnter()).isTrue();
    Mailbox mailbox = new Mailbox(work);
    mailbox.add(() -> {});
    assertThat(work.waiting()).isEqualTo(1);
    mailbox.over = true;
    mailbox.stopWaiting();
    assertThat(work.waiting()).isZero();
    assertThat(mailbox.isDead()).isTrue();
    assertThat(mailbox.letters).isEmpty();
    work.leave();
    assertThat(work.freePlaces()).isEqualTo(1);
  }

  @Test
  void lettersOfManySendersAreAllHandledOneAtATime() throws Exception {
    FakeWork work = new FakeWork(2);
    Mailbox mailbox = new Mailbox(work);
    mailbox.batch = 3; // it often goes on by another thread
    AtomicInteger handled = new AtomicInteger();
    Thread[] senders = new Thread[4];
    for (int i = 0; i < senders.length; i++) {
      senders[i] =
          Thread.ofPlatform()
              .start(() -> {
                for (int j = 0; j < 2_000; j++) {
                  mailbox.add(handled::incrementAndGet);
                }
              });
    }
    for (Thread sender : senders) {
      sender.join();
    }
    Await.until("all letters", () -> handled.get() == 8_000);
    Await.until("the rest", mailbox::rests);
    Await.until("the places", () -> work.freePlaces() == 2);
    assertThat(mailbox.failure).hasNullValue();
  }

  @Test
  void withoutAPlaceItWaitsForOne() {
    FakeWork work = new FakeWork(1);
    assertThat(work.tryEnter()).isTrue();
    Mailbox mailbox = new Mailbox(work);
    AtomicInteger handled = new AtomicInteger();
    mailbox.add(handled::incrementAndGet);
    assertThat(work.threads).hasValue(0);
    work.leave();
    Await.until("the letter", () -> handled.get() == 1);
    Await.until("the place", () -> work.freePlaces() == 1);
  }

  @Test
  void whatIsOverWhenItsPlaceIsFreeTakesNone() {
    FakeWork work = new FakeWork(1);
    assertThat(work.tryEnter()).isTrue();
    Mailbox mailbox = new Mailbox(work);
    mailbox.add(() -> {});
    mailbox.over = true;
    work.leave();
    assertThat(work.threads).hasValue(0);
    assertThat(work.freePlaces()).isEqualTo(1);
    assertThat(mailbox.isDead()).isTrue();
    assertThat(mailbox.letters).isEmpty();
  }

  @Test
  void whatThrowsEndsItAndGivesItsPlaceBack() {
    FakeWork work = new FakeWork(1);
    Mailbox mailbox = new Mailbox(work);
    CountDownLatch added = new CountDownLatch(1);
    IllegalStateException thrown = new IllegalStateException("on purpose");
    mailbox.add(() -> {
      try {
        added.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      throw thrown;
    });
    mailbox.letters.add(() -> {
      throw new AssertionError("It has ended");
    });
    added.countDown();
    Await.until("the failure", () -> mailbox.failure.get() != null);
    assertThat(mailbox.failure).hasValue(thrown);
    assertThat(work.freePlaces()).isEqualTo(1);
    mailbox.start();
    assertThat(work.threads).hasValue(1);
    assertThat(mailbox.letters).isEmpty();
  }

  @Test
  void whoIsRefusedItsNextThreadIsToldThatAndNothingElse() {
    FakeWork work = new FakeWork(1);
    Mailbox mailbox = new Mailbox(work);
    mailbox.batch = 1;
    mailbox.mayBeRefused = true;
    AtomicInteger handled = new AtomicInteger();
    mailbox.letters.add(() -> {
      handled.incrementAndGet();
      work.end();
    });
    mailbox.add(handled::incrementAndGet);
    work.awaitQuiet();
    assertThat(handled).hasValue(1);
    assertRefusedOnce(mailbox, work);
  }

  @Test
  void whoIsRefusedItsFirstThreadIsToldThatAndNothingElse() {
    FakeWork work = new FakeWork(1);
    work.end();
    Mailbox mailbox = new Mailbox(work);
    mailbox.mayBeRefused = true;
    mailbox.add(() -> {});
    assertRefusedOnce(mailbox, work);
  }

  private static void assertRefusedOnce(Mailbox mailbox, FakeWork work) {
    assertThat(mailbox.refusals).hasValue(1);
    assertThat(mailbox.rests).hasValue(0);
    assertThat(mailbox.failure).hasNullValue();
    assertThat(mailbox.isDead()).isTrue();
    assertThat(mailbox.letters).isEmpty();
    assertThat(work.freePlaces()).isEqualTo(1);
  }
}
