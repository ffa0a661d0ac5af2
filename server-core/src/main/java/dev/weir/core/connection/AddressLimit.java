package dev.weir.core.connection;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How many connections one IP address may have open. Peers without one aren't counted. */
public final class AddressLimit {
  private final int limit;
  private final ConcurrentMap<InetAddress, Integer> open = new ConcurrentHashMap<>();

  /** With nothing open. */
  public AddressLimit(int limit) {
    this.limit = limit;
  }

  /** Counts one more; false, and not counted, if that were too many. */
  boolean tryEnter(SocketAddress peer) {
    if (!(peer instanceof InetSocketAddress inet) || inet.getAddress() == null) {
      return true;
    }
    boolean[] entered = {false};
    open.compute(
        inet.getAddress(),
        (address, count) -> {
          int before = count == null ? 0 : count;
          entered[0] = before < limit;
          return entered[0] ? Integer.valueOf(before + 1) : count;
        });
    return entered[0];
  }

  void leave(SocketAddress peer) {
    if (peer instanceof InetSocketAddress inet && inet.getAddress() != null) {
      open.computeIfPresent(inet.getAddress(), (address, count) -> count == 1 ? null : count - 1);
    }
  }

  /** How many addresses have a connection open. */
  int addresses() {
    return open.size();
  }
}
