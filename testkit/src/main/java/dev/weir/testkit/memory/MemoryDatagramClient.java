package dev.weir.testkit.memory;

import dev.weir.Bytes;
import dev.weir.udp.Datagram;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** A client's datagram socket. Any thread but the transport's loops. */
public final class MemoryDatagramClient implements AutoCloseable {
  private static final int CAPACITY = 4_096;

  private final InMemoryTransport transport;
  private final MemoryNetwork network;
  private final InetSocketAddress address;
  private final Endpoint endpoint = new Endpoint();
  private final Queue<Datagram> inbox = new ArrayDeque<>();

  MemoryDatagramClient(
      InMemoryTransport transport, MemoryNetwork network, InetSocketAddress address) {
    this.transport = transport;
    this.network = network;
    this.address = address;
    network.register(endpoint);
  }

  /** The address that datagrams are sent from, and come to. */
  public InetSocketAddress address() {
    return address;
  }

  /** Sends a datagram; nobody says whether it arrives. */
  public void send(byte[] payload, SocketAddress recipient) {
    network.deliver(payload, address, recipient);
  }

  /** Takes the next datagram, and waits for it; after some 20 seconds an assertion error. */
  public Datagram receive() {
    if (!transport.await(this, () -> !inbox.isEmpty())) {
      throw new AssertionError("No datagram has come to " + address);
    }
    synchronized (this) {
      return inbox.remove();
    }
  }

  /** Takes what has come. */
  public synchronized List<Datagram> received() {
    List<Datagram> all = List.copyOf(inbox);
    inbox.clear();
    return all;
  }

  @Override
  public void close() {
    network.unregister(endpoint);
  }

  private final class Endpoint implements MemoryNetwork.DatagramEndpoint {
    @Override
    public InetSocketAddress address() {
      return address;
    }

    @Override
    public void arrive(byte[] payload, InetSocketAddress sender) {
      synchronized (MemoryDatagramClient.this) {
        if (inbox.size() < CAPACITY) { // beyond, lost, as in a full socket buffer
          inbox.add(new Datagram(Bytes.copyOf(payload), sender));
          MemoryDatagramClient.this.notifyAll();
        }
      }
    }

    @Override
    public boolean isMember(InetAddress group) {
      return false;
    }

    @Override
    public void unblocked() {}
  }
}
