package dev.weir.testkit.memory;

import dev.weir.Bytes;
import dev.weir.LentBytes;
import dev.weir.Listen;
import dev.weir.spi.transport.DatagramBinding;
import dev.weir.spi.transport.DatagramReceiver;
import dev.weir.spi.transport.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The server's datagram socket. */
final class MemoryDatagramBinding implements DatagramBinding, MemoryNetwork.DatagramEndpoint {
  private static final int QUEUE = 1_024;

  private final MemoryNetwork network;
  private final InetSocketAddress address;
  private final Listen listen;
  private final MemoryLoop loop;
  private final DatagramReceiver receiver;
  private final int maxDatagram;

  // Under the lock of this object.
  private final Queue<Outgoing> waiting = new ArrayDeque<>();
  private int arriving;
  private long oversized;
  private long unsent;
  private boolean closed;

  private record Outgoing(byte[] payload, SocketAddress recipient) {}

  MemoryDatagramBinding(
      MemoryNetwork network,
      InetSocketAddress address,
      Listen listen,
      MemoryLoop loop,
      DatagramReceiver receiver,
      int maxDatagram) {
    this.network = network;
    this.address = address;
    this.listen = listen;
    this.loop = loop;
    this.receiver = receiver;
    this.maxDatagram = maxDatagram;
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public EventLoop loop() {
    return loop;
  }

  @Override
  public boolean isMember(InetAddress group) {
    return listen.groups().stream().anyMatch(joined -> joined.group().equals(group));
  }

  @Override
  public void arrive(byte[] payload, InetSocketAddress sender) {
    synchronized (this) {
      if (closed || arriving == QUEUE) {
        return; // lost, as in a full socket buffer
      }
      arriving++;
    }
    loop.tryExecute(() -> receive(payload, sender));
  }

  private void receive(byte[] payload, InetSocketAddress sender) {
    synchronized (this) {
      arriving--;
      if (closed) {
        return;
      }
      if (payload.length > maxDatagram) {
        oversized++;
        return;
      }
    }
    LentBytes lent = LentBytes.lend(payload, 0, payload.length);
    try {
      receiver.received(lent, sender);
    } finally {
      lent.revoke();
    }
  }

  @Override
  public boolean send(Bytes payload, SocketAddress recipient) {
    InetSocketAddress to = DatagramBinding.requireSendable(payload, recipient);
    synchronized (this) {
      if (closed || waiting.size() == QUEUE) {
        unsent++;
        return false;
      }
      waiting.add(new Outgoing(payload.toByteArray(), to));
    }
    unblocked();
    return true;
  }

  @Override
  public void unblocked() {
    while (!network.datagramsBlocked()) {
      Outgoing next;
      synchronized (this) {
        next = waiting.poll();
      }
      if (next == null) {
        return;
      }
      network.deliver(next.payload, senderAddress(), next.recipient);
    }
  }

  private InetSocketAddress senderAddress() {
    return address.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort())
        : address;
  }

  @Override
  public synchronized long oversized() {
    return oversized;
  }

  @Override
  public synchronized long unsent() {
    return unsent;
  }

  @Override
  public CompletionStage<Void> close() {
    synchronized (this) {
      if (!closed) {
        closed = true;
        unsent += waiting.size();
        waiting.clear();
      }
    }
    network.unregister(this);
    return CompletableFuture.completedStage(null);
  }
}
