package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.Limits;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.Transport;
import dev.weir.testkit.transport.Harness.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Event loops: whose thread, in which order, until when. */
interface LoopCompliance extends TransportFixture {
  @Test
  default void theLoopsAreNumberedAndKnowTheirThread() throws Exception {
    try (Harness harness = Harness.start(newTransport(), new Script() {})) {
      List<? extends EventLoop> loops = harness.transport().loops();
      assertFalse(loops.isEmpty());
      for (int i = 0; i < loops.size(); i++) {
        EventLoop loop = loops.get(i);
        assertEquals(i, loop.index());
        assertFalse(loop.inLoop());
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        loop.execute(() -> {
          assertTrue(loop.inLoop());
          thread.complete(Thread.currentThread());
        });
        assertSame(Served.get("a task", thread), loop.thread());
      }
    }
  }

  @Test
  default void everyConnectionBelongsToOneOfTheLoops() throws Exception {
    try (Harness harness = Harness.start(newTransport(), Script.echo())) {
      for (int i = 0; i < 10; i++) {
        try (Pair pair = harness.connect()) {
          EventLoop loop = pair.served().loop();
          assertSame(harness.transport().loops().get(loop.index()), loop);
        }
      }
    }
  }

  @Test
  default void theTasksOfAThreadRunInTheirOrder() throws Exception {
    int threads = 4;
    int tasks = 5_000;
    try (Harness harness = Harness.start(newTransport(), new Script() {})) {
      EventLoop loop = harness.transport().loops().getFirst();
      List<List<Integer>> ran = new ArrayList<>();
      List<Background> senders = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        List<Integer> own = new ArrayList<>();
        ran.add(own);
        senders.add(
            Background.run(() -> {
              for (int i = 0; i < tasks; i++) {
                int number = i;
                loop.execute(() -> own.add(number));
              }
            }));
      }
      for (Background sender : senders) {
        sender.await();
      }
      CompletableFuture<Boolean> last = new CompletableFuture<>();
      loop.execute(() -> last.complete(true));
      assertTrue(Served.get("the last task", last));
      for (List<Integer> own : ran) {
        assertEquals(tasks, own.size());
        for (int i = 0; i < tasks; i++) {
          assertEquals(i, own.get(i));
        }
      }
    }
  }

  @Test
  default void aTaskOfTheLoopsOwnRunsLater() throws Exception {
    try (Harness harness = Harness.start(newTransport(), new Script() {})) {
      EventLoop loop = harness.transport().loops().getFirst();
      CompletableFuture<String> order = new CompletableFuture<>();
      StringBuilder text = new StringBuilder();
      loop.execute(() -> {
        loop.execute(() -> text.append("second,"));
        loop.execute(() -> order.complete(text.append("third").toString()));
        text.append("first,");
      });
      assertEquals("first,second,third", Served.get("the tasks", order));
    }
  }

  @Test
  default void aTaskThatThrowsHarmsNobodyElse() throws Exception {
    try (Harness harness = Harness.start(newTransport(), Script.echo());
        Pair pair = harness.connect()) {
      EventLoop loop = pair.served().loop();
      CompletableFuture<Boolean> next = new CompletableFuture<>();
      loop.execute(() -> {
        throw new IllegalStateException("the test's own");
      });
      loop.execute(() -> next.complete(true));
      assertTrue(Served.get("the task after it", next));
      pair.write("a");
      assertEquals("a", pair.read(1));
    }
  }

  @Test
  default void aTransportThatWasNeverStartedCloses() throws Exception {
    Transport transport = newTransport().create(Limits.defaults());
    Background.run(transport::close).await();
  }

  @Test
  default void tasksAreRejectedOnceTheLoopHasEnded() throws Exception {
    List<? extends EventLoop> loops;
    List<Thread> threads = new ArrayList<>();
    try (Harness harness = Harness.start(newTransport(), new Script() {})) {
      loops = harness.transport().loops();
      loops.forEach(loop -> threads.add(loop.thread()));
    }
    for (EventLoop loop : loops) {
      assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> {}));
    }
    for (Thread thread : threads) {
      assertTrue(
          thread == Thread.currentThread() || !thread.isAlive(), "the thread of a loop still runs");
    }
  }

  @Test
  default void tasksThatWereTakenBeforeTheEndRunOrAreRejectedNeverLost() throws Exception {
    Harness harness = Harness.start(newTransport(), new Script() {});
    EventLoop loop = harness.transport().loops().getFirst();
    int[] ran = new int[1];
    int[] taken = new int[1];
    CompletableFuture<Boolean> started = new CompletableFuture<>();
    Background sender =
        Background.run(() -> {
          try {
            while (true) {
              loop.execute(() -> ran[0]++);
              taken[0]++;
              started.complete(true);
            }
          } catch (RejectedExecutionException e) {
            started.complete(true);
          }
        });
    assertTrue(Served.get("the first task", started));
    harness.close();
    sender.await();
    assertEquals(taken[0], ran[0]);
  }
}
