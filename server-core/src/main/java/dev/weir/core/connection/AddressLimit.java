package dev.weir.core.connection;

import dev.weir.ClientNetwork;
import java.net.SocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How many connections one IPv4 address, or one IPv6 network of 64 bits, may have open. Peers
 * without an IP address aren't counted.
 */
public final class AddressLimit {
  private final int limit;
  private final ConcurrentMap<ClientNetwork, Integer> open = new ConcurrentHashMap<>();

  /** With nothing open. */
  public AddressLimit(int limit) {
    this.limit = limit;
  }

  /** Counts one more; false, and not counted, if that were too many. */
  boolean tryEnter(SocketAddress peer) {
    ClientNetwork network = ClientNetwork.of(peer);
    if (network == null) {
      return true;
    }
    boolean[] entered = {false};
    open.compute(
        network,
        (key, count) -> {
          int before = count == null ? 0 : count;
          entered[0] = before < limit;
          return entered[0] ? Integer.valueOf(before + 1) : count;
        });
    return entered[0];
  }

  void leave(SocketAddress peer) {
    ClientNetwork network = ClientNetwork.of(peer);
    if (network != null) {
      open.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1);
    }
  }

  /** How many addresses or networks have a connection open. */
  int addresses() {
    return open.size();
  }
}
