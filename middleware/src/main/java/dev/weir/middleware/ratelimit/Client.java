package dev.weir.middleware.ratelimit;

import dev.weir.ClientNetwork;
import java.net.SocketAddress;

/** Who is counted as one. */
final class Client {
  private Client() {}

  static String of(SocketAddress address) {
    ClientNetwork network = ClientNetwork.of(address);
    return network == null ? "local" : network.toString();
  }
}
