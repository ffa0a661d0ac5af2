package dev.weir.spi.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HandshakeWorkTest {
  private final Queue<Runnable> threads = new ArrayDeque<>();
  private final List<Integer> done = new ArrayList<>();

  @Test
  void noMoreRunAtOnceThanMayAndTheOthersFollowInTheirOrder() {
    HandshakeWork work = new HandshakeWork(threads::add, 2);

    for (int i = 0; i < 5; i++) {
      int number = i;
      work.execute(() -> done.add(number));
    }

    assertThat(threads).hasSize(2);
    Objects.requireNonNull(threads.poll()).run();
    assertThat(done).containsExactly(0, 1, 2, 3, 4);
    Objects.requireNonNull(threads.poll()).run();
    work.execute(() -> done.add(5));
    Objects.requireNonNull(threads.poll()).run();
    assertThat(done).endsWith(5);
  }

  @Test
  void workIsDoneOnTheSpotWhereThereAreNoThreads() {
    HandshakeWork work = new HandshakeWork(Runnable::run, 1);

    work.execute(() -> work.execute(() -> done.add(2)));
    work.execute(() -> done.add(3));

    assertThat(done).containsExactly(2, 3);
  }

  @Test
  void oneThatFailsKeepsNobodyElseFromItsTurn() {
    HandshakeWork work = new HandshakeWork(threads::add, 1);

    work.execute(() -> {
      throw new IllegalStateException("the test's own");
    });
    work.execute(() -> done.add(1));
    Objects.requireNonNull(threads.poll()).run();

    assertThat(done).containsExactly(1);
  }

  @Test
  void workThatNobodyTakesIsDoneByWhoBringsItWithAllThatWaits() {
    AtomicBoolean ended = new AtomicBoolean();
    HandshakeWork[] work = new HandshakeWork[1];
    work[0] =
        new HandshakeWork(
            task -> {
              if (ended.get()) {
                work[0].execute(() -> done.add(2)); // it comes in between, and nobody runs it
                throw new RejectedExecutionException("the test's own");
              }
              threads.add(task);
            },
            1);

    ended.set(true);
    work[0].execute(() -> done.add(1));
    assertThat(done).containsExactly(1, 2);

    ended.set(false);
    work[0].execute(() -> done.add(3));
    assertThat(threads).as("its place was given back").hasSize(1);
    Objects.requireNonNull(threads.poll()).run();
    assertThat(done).containsExactly(1, 2, 3);
  }
}
