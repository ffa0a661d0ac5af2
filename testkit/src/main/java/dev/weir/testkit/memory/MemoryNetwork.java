package dev.weir.testkit.memory;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which address leads to what. Any thread. */
final class MemoryNetwork {
  private static final int FIRST_PORT = 10_000;
  private static final int FIRST_CLIENT_PORT = 20_000;
  private static final int CLIENT_PORTS = 45_000;

  private final Map<SocketAddress, MemoryBinding> bindings = new LinkedHashMap<>();
  private final Map<SocketAddress, DatagramEndpoint> endpoints = new LinkedHashMap<>();
  private final AtomicInteger clients = new AtomicInteger();
  private int nextPort = FIRST_PORT;
  private boolean closed;
  private volatile boolean datagramsBlocked;

  /** Where datagrams arrive. */
  interface DatagramEndpoint {
    InetSocketAddress address();

    /** Takes a datagram; the array is its own from now on. */
    void arrive(byte[] payload, InetSocketAddress sender);

    /** Whether it has joined a multicast group. */
    boolean isMember(InetAddress group);

    /** The network takes datagrams again. */
    void unblocked();
  }

  /** One of the loopback addresses: ports run out after some 45,000, addresses don't. */
  InetSocketAddress newClientAddress() {
    int number = clients.getAndIncrement();
    int host = 1 + number / CLIENT_PORTS;
    byte[] address = {127, (byte) (host >> 16), (byte) (host >> 8), (byte) host};
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(address), FIRST_CLIENT_PORT + number % CLIENT_PORTS);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("Four bytes are an address", e);
    }
  }

  synchronized MemoryBinding bind(
      SocketAddress wanted, Function<SocketAddress, MemoryBinding> maker) throws IOException {
    SocketAddress address = free(wanted, bindings.keySet());
    MemoryBinding binding = maker.apply(address);
    bindings.put(address, binding);
    return binding;
  }

  synchronized MemoryDatagramBinding bindDatagrams(
      SocketAddress wanted, Function<InetSocketAddress, MemoryDatagramBinding> maker)
      throws IOException {
    if (!(free(wanted, endpoints.keySet()) instanceof InetSocketAddress address)) {
      throw new UnsupportedOperationException("No datagrams travel between addresses as " + wanted);
    }
    MemoryDatagramBinding binding = maker.apply(address);
    endpoints.put(address, binding);
    return binding;
  }

  private SocketAddress free(SocketAddress wanted, Collection<SocketAddress> taken)
      throws IOException {
    if (closed) {
      throw new IOException("Can't bind " + wanted + ": the transport is closed");
    }
    SocketAddress address = wanted;
    if (wanted instanceof InetSocketAddress inet) {
      InetSocketAddress resolved =
          inet.isUnresolved() ? new InetSocketAddress(inet.getHostString(), inet.getPort()) : inet;
      if (resolved.isUnresolved()) {
        throw new UnknownHostException("Can't bind " + wanted + ": the name isn't known");
      }
      address =
          resolved.getPort() != 0
              ? resolved
              : new InetSocketAddress(resolved.getAddress(), nextPort++);
    }
    for (SocketAddress other : taken) {
      if (overlap(address, other)) {
        throw new BindException("Can't bind " + address + ": address already in use");
      }
    }
    return address;
  }

  private static boolean overlap(SocketAddress one, SocketAddress other) {
    if (one instanceof InetSocketAddress a && other instanceof InetSocketAddress b) {
      return a.getPort() == b.getPort()
          && (a.getAddress().isAnyLocalAddress()
              || b.getAddress().isAnyLocalAddress()
              || a.getAddress().equals(b.getAddress()));
    }
    return one.equals(other);
  }

  synchronized MemoryBinding binding(SocketAddress address) throws ConnectException {
    for (Map.Entry<SocketAddress, MemoryBinding> entry : bindings.entrySet()) {
      if (overlap(address, entry.getKey())) {
        return entry.getValue();
      }
    }
    throw new ConnectException("Connection refused: nothing is bound to " + address);
  }

  synchronized void unbind(MemoryBinding binding) {
    bindings.remove(binding.address(), binding);
  }

  synchronized void register(DatagramEndpoint endpoint) {
    endpoints.put(endpoint.address(), endpoint);
  }

  synchronized void unregister(DatagramEndpoint endpoint) {
    endpoints.remove(endpoint.address(), endpoint);
  }

  void blockDatagrams(boolean blocked) {
    datagramsBlocked = blocked;
    if (!blocked) {
      endpoints(endpoint -> true).forEach(DatagramEndpoint::unblocked);
    }
  }

  boolean datagramsBlocked() {
    return datagramsBlocked;
  }

  /** Brings a datagram to who has the address; if nobody has, it is lost, as on any network. */
  void deliver(byte[] payload, InetSocketAddress sender, SocketAddress recipient) {
    if (!(recipient instanceof InetSocketAddress to)) {
      throw new IllegalArgumentException("No datagrams travel to addresses as " + recipient);
    }
    @Nullable InetAddress group = to.getAddress();
    Predicate<DatagramEndpoint> meant =
        group != null && group.isMulticastAddress()
            ? e -> e.address().getPort() == to.getPort() && e.isMember(group)
            : e -> overlap(e.address(), to);
    endpoints(meant).forEach(endpoint -> endpoint.arrive(payload.clone(), sender));
  }

  private synchronized List<DatagramEndpoint> endpoints(Predicate<DatagramEndpoint> condition) {
    return endpoints.values().stream().filter(condition).toList();
  }

  void close() {
    List<MemoryBinding> open;
    synchronized (this) {
      closed = true;
      open = new ArrayList<>(bindings.values());
    }
    open.forEach(MemoryBinding::drop);
    endpoints(MemoryDatagramBinding.class::isInstance)
        .forEach(endpoint -> ((MemoryDatagramBinding) endpoint).close());
  }
}
