package dev.weir.transport.nio;

import dev.weir.Bytes;
import dev.weir.LentBytes;
import dev.weir.spi.transport.DatagramBinding;
import dev.weir.spi.transport.DatagramReceiver;
import dev.weir.transport.nio.DatagramQueue.Outgoing;
import dev.weir.transport.nio.socket.DatagramPort;
import dev.weir.transport.nio.socket.IoMemory;
import dev.weir.transport.nio.socket.Registration;
import dev.weir.transport.nio.socket.Selectable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A UDP socket: reads on its loop, sends on the calling thread, and queues while it is full. */
final class NioDatagramSocket implements DatagramBinding, Selectable {
  private static final Logger LOGGER = LoggerFactory.getLogger(NioDatagramSocket.class);

  /** Then the loop's connections have their turn. */
  private static final int MAX_RECEIVES_PER_TURN = 64;

  private final DatagramPort port;
  private final SocketAddress address;
  private final DatagramReceiver receiver;
  private final NioEventLoop loop;
  private final OffLoopMemory offLoopMemory;
  private final DatagramQueue queue = new DatagramQueue();
  private final LongAdder oversized = new LongAdder();
  private final LongAdder unsent = new LongAdder();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final int maxDatagram;
  private volatile boolean closing;

  // On the loop.
  private final BackOff backOff;
  private final Registration registration;
  private final IoMemory received;
  private final byte[] lent;
  private final DatagramBatch batch = new DatagramBatch();
  private boolean receiving;

  /** Takes a bound socket over; on the loop. */
  NioDatagramSocket(
      DatagramPort port,
      DatagramReceiver receiver,
      NioEventLoop loop,
      OffLoopMemory offLoopMemory,
      int maxDatagram)
      throws IOException {
    this.port = port;
    this.address = port.localAddress();
    this.receiver = receiver;
    this.loop = loop;
    this.offLoopMemory = offLoopMemory;
    this.maxDatagram = maxDatagram;
    this.received = IoMemory.allocate(maxDatagram + 1); // a byte more tells what is too long
    this.lent = new byte[maxDatagram];
    this.backOff = new BackOff("Receiving on " + address, loop, this::updateInterest);
    this.registration = loop.register(port, this);
    updateInterest();
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public NioEventLoop loop() {
    return loop;
  }

  @Override
  public long oversized() {
    return oversized.sum();
  }

  @Override
  public long unsent() {
    return unsent.sum();
  }

  // ---- Receiving, on the loop.

  @Override
  public void ready(boolean readable, boolean writable) {
    if (writable) {
      sendQueued();
    }
    if (readable) {
      receiving = true;
      try {
        receive();
      } finally {
        receiving = false;
        sendBatch();
      }
    }
  }

  private void receive() {
    for (int i = 0; i < MAX_RECEIVES_PER_TURN && !closing; i++) {
      SocketAddress sender;
      try {
        sender = port.receive(received);
      } catch (IOException e) {
        backOff.failed(e);
        updateInterest();
        return;
      }
      if (sender == null) {
        return;
      }
      backOff.succeeded();
      if (received.buffer().limit() > maxDatagram) {
        oversized.increment();
      } else {
        deliver(sender);
      }
    }
  }

  private void deliver(SocketAddress sender) {
    int length = received.buffer().remaining();
    received.buffer().get(lent, 0, length);
    LentBytes payload = LentBytes.lend(lent, 0, length);
    try {
      receiver.received(payload, sender);
    } catch (Throwable e) {
      LOGGER.error("The receiver of datagrams on {} failed", address, e);
    } finally {
      payload.revoke();
    }
  }

  private void updateInterest() {
    registration.interest(!backOff.isWaiting(), !queue.isEmpty());
  }

  // ---- Sending.

  private enum Outcome {
    SENT,
    FULL,
    FAILED
  }

  @Override
  public boolean send(Bytes payload, SocketAddress recipient) {
    InetSocketAddress to = DatagramBinding.requireSendable(payload, recipient);
    if (closing) {
      return drop();
    }
    if (loop.inLoop() && receiving) {
      if (batch.isFull()) {
        sendBatch();
      }
      batch.add(payload, to);
      return true;
    }
    return sendNow(payload, to);
  }

  /** On the loop. */
  private void sendBatch() {
    batch.drainTo(this::sendNow);
  }

  private boolean sendNow(Bytes payload, InetSocketAddress recipient) {
    if (queue.isEmpty()) {
      switch (trySend(payload, recipient)) {
        case SENT -> {
          return true;
        }
        case FAILED -> {
          return drop();
        }
        case FULL -> {}
      }
    }
    return switch (queue.offer(payload, recipient)) {
      case REFUSED -> drop();
      case BEHIND_OTHERS -> true;
      case FIRST -> tryOnLoop(this::updateInterest) || drop();
    };
  }

  private boolean drop() {
    unsent.increment();
    return false;
  }

  private Outcome trySend(Bytes payload, InetSocketAddress recipient) {
    if (loop.inLoop() && payload.length() <= loop.writeMemory().buffer().capacity()) {
      return trySend(payload, recipient, loop.writeMemory());
    }
    IoMemory memory = offLoopMemory.acquire(); // has room for the longest
    try {
      return trySend(payload, recipient, memory);
    } finally {
      offLoopMemory.release(memory);
    }
  }

  private Outcome trySend(Bytes payload, InetSocketAddress recipient, IoMemory memory) {
    memory.buffer().clear().put(payload.asByteBuffer());
    try {
      return port.send(memory, payload.length(), recipient) ? Outcome.SENT : Outcome.FULL;
    } catch (IOException e) {
      LOGGER.debug("A datagram to {} couldn't be sent", recipient, e);
      return Outcome.FAILED;
    }
  }

  /** On the loop. */
  private void sendQueued() {
    for (Outgoing next = queue.peek(); next != null; next = queue.peek()) {
      Outcome outcome = trySend(next.payload(), next.recipient());
      if (outcome == Outcome.FULL) {
        break;
      }
      if (outcome == Outcome.FAILED) {
        unsent.increment();
      }
      queue.remove();
    }
    updateInterest();
  }

  // ---- The end.

  @Override
  public CompletionStage<Void> close() {
    closing = true;
    if (!tryOnLoop(this::closeOnLoop)) {
      closed.complete(null); // the loop has ended, and with it the socket
    }
    return closed.minimalCompletionStage();
  }

  private void closeOnLoop() {
    if (port.isOpen()) {
      sendQueued();
      shutdown();
    }
  }

  @Override
  public void shutdown() {
    closing = true;
    backOff.cancel();
    for (Outgoing rest = queue.peek(); rest != null; rest = queue.peek()) {
      unsent.increment();
      queue.remove();
    }
    try {
      port.close();
    } catch (IOException e) {
      LOGGER.warn("The socket bound to {} couldn't be closed", address, e);
    }
    // A selector lets go of the socket with its next poll, which is before this task.
    if (!tryOnLoop(() -> closed.complete(null))) {
      closed.complete(null);
    }
  }

  private boolean tryOnLoop(Runnable task) {
    try {
      loop.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }
}
