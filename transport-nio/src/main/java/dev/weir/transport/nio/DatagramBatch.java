package dev.weir.transport.nio;

import dev.weir.Bytes;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What one batch of received datagrams gives rise to, until it is sent together: a peer that is
 * woken by the first finds the others there too, where each by itself would wake it once more. On
 * the loop only.
 */
final class DatagramBatch {
  private static final int CAPACITY = 64;

  private final @Nullable Bytes[] payloads = new Bytes[CAPACITY];
  private final @Nullable InetSocketAddress[] recipients = new InetSocketAddress[CAPACITY];
  private int count;

  /** Where one goes. */
  @FunctionalInterface
  interface Sink {
    void send(Bytes payload, InetSocketAddress recipient);
  }

  boolean isFull() {
    return count == CAPACITY;
  }

  /** Adds one; not if it is full. */
  void add(Bytes payload, InetSocketAddress recipient) {
    payloads[count] = payload;
    recipients[count] = recipient;
    count++;
  }

  /** Hands all on, in their order. */
  void drainTo(Sink sink) {
    for (int i = 0; i < count; i++) {
      Bytes payload = payloads[i];
      InetSocketAddress recipient = recipients[i];
      payloads[i] = null;
      recipients[i] = null;
      if (payload != null && recipient != null) {
        sink.send(payload, recipient);
      }
    }
    count = 0;
  }
}
