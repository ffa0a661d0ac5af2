package dev.weir.transport.nio;

import dev.weir.Bytes;
import dev.weir.LentBytes;
import dev.weir.spi.transport.DatagramBinding;
import dev.weir.spi.transport.DatagramReceiver;
import dev.weir.transport.nio.DatagramQueue.Outgoing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A UDP socket: reads on its loop, sends on the calling thread, and queues while it is full. */
final class NioDatagramSocket implements DatagramBinding, Selectable {
  private static final Logger LOGGER = LoggerFactory.getLogger(NioDatagramSocket.class);

  /** Then the loop's connections have their turn. */
  private static final int MAX_RECEIVES_PER_TURN = 64;

  private final DatagramChannel channel;
  private final SocketAddress address;
  private final DatagramReceiver receiver;
  private final NioEventLoop loop;
  private final DatagramQueue queue = new DatagramQueue();
  private final LongAdder oversized = new LongAdder();
  private final LongAdder unsent = new LongAdder();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final int maxDatagram;
  private volatile boolean closing;

  // On the loop.
  private final BackOff backOff;
  private final ByteBuffer buffer; // direct: into another, the JDK receives by a copy of its own
  private final byte[] lent;
  private final DatagramBatch batch = new DatagramBatch();
  private boolean receiving;
  private @Nullable SelectionKey key;

  /** Takes a bound channel over; on the loop. */
  NioDatagramSocket(
      DatagramChannel channel, DatagramReceiver receiver, NioEventLoop loop, int maxDatagram)
      throws IOException {
    this.channel = channel;
    this.address = channel.getLocalAddress();
    this.receiver = receiver;
    this.loop = loop;
    this.maxDatagram = maxDatagram;
    this.buffer = ByteBuffer.allocateDirect(maxDatagram + 1); // a byte more tells what is too long
    this.lent = new byte[maxDatagram];
    this.backOff = new BackOff("Receiving on " + address, loop, this::updateInterest);
    loop.register(channel, SelectionKey.OP_READ, this);
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
  public void registered(SelectionKey registered) {
    key = registered;
  }

  @Override
  public void ready(SelectionKey selected) {
    int ops = selected.readyOps();
    if ((ops & SelectionKey.OP_WRITE) != 0) {
      sendQueued();
    }
    if ((ops & SelectionKey.OP_READ) != 0) {
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
        sender = channel.receive(buffer.clear());
      } catch (IOException e) {
        backOff.failed(e);
        updateInterest();
        return;
      }
      if (sender == null) {
        return;
      }
      backOff.succeeded();
      if (buffer.position() > maxDatagram) {
        oversized.increment();
      } else {
        deliver(sender);
      }
    }
  }

  private void deliver(SocketAddress sender) {
    int length = buffer.flip().remaining();
    buffer.get(lent, 0, length);
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
    SelectionKey current = key;
    if (current != null && current.isValid()) {
      int reading = backOff.isWaiting() ? 0 : SelectionKey.OP_READ;
      int writing = queue.isEmpty() ? 0 : SelectionKey.OP_WRITE;
      current.interestOps(reading | writing);
    }
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

  private boolean sendNow(Bytes payload, SocketAddress recipient) {
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

  private Outcome trySend(Bytes payload, SocketAddress recipient) {
    try {
      int sent = channel.send(toSend(payload), recipient);
      return sent == payload.length() ? Outcome.SENT : Outcome.FULL;
    } catch (IOException | UnsupportedAddressTypeException e) {
      // The second: an IPv6 address, and an IPv4 socket.
      LOGGER.debug("A datagram to {} couldn't be sent", recipient, e);
      return Outcome.FAILED;
    }
  }

  private ByteBuffer toSend(Bytes payload) {
    if (loop.inLoop()) {
      ByteBuffer direct = loop.writeBuffer();
      if (payload.length() <= direct.capacity()) {
        return direct.put(payload.asByteBuffer()).flip();
      }
    }
    return payload.asByteBuffer();
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
    if (channel.isOpen()) {
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
      channel.close();
    } catch (IOException e) {
      LOGGER.warn("The socket bound to {} couldn't be closed", address, e);
    }
    // The selector lets go of the socket with its next select, which is before this task.
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
