package dev.weir.transport.nio;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tasks from any thread for one that takes them in batches: a stack that is taken whole and turned
 * round, so a batch costs its taker one atomic operation.
 */
final class TaskQueue {
  private static final Node CLOSED = new Node(() -> {}, null);

  private final AtomicReference<@Nullable Node> last = new AtomicReference<>();

  private static final class Node {
    final Runnable task;
    @Nullable Node next;

    Node(Runnable task, @Nullable Node next) {
      this.task = task;
      this.next = next;
    }
  }

  /**
   * Adds a task.
   *
   * @throws RejectedExecutionException once the queue is closed
   */
  void add(Runnable task) {
    Node node = new Node(task, null);
    Node seen = last.get();
    while (true) {
      if (seen == CLOSED) {
        throw new RejectedExecutionException("The event loop has ended");
      }
      node.next = seen;
      Node witness = last.compareAndExchange(seen, node);
      if (witness == seen) {
        return;
      }
      seen = witness;
    }
  }

  boolean isEmpty() {
    return last.get() == null;
  }

  /** Takes what is there. */
  Batch take() {
    return isEmpty() ? Batch.EMPTY : new Batch(last.getAndSet(null));
  }

  /** Takes what is there, and nothing is added any more. */
  Batch close() {
    Node rest = last.getAndSet(CLOSED);
    return rest == CLOSED ? Batch.EMPTY : new Batch(rest);
  }

  /** Some tasks, in the order in which they were added. */
  static final class Batch {
    private static final Batch EMPTY = new Batch(null);

    private @Nullable Node first;

    private Batch(@Nullable Node last) {
      Node turned = null;
      for (Node node = last; node != null; ) {
        Node rest = node.next;
        node.next = turned;
        turned = node;
        node = rest;
      }
      first = turned;
    }

    /** The next task, or null after the last. */
    @Nullable Runnable next() {
      Node node = first;
      if (node == null) {
        return null;
      }
      first = node.next;
      return node.task;
    }
  }
}
