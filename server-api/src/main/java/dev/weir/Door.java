package dev.weir;

import dev.weir.annotation.Stable;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * A bound door.
 *
 * @param name its name in logs and metrics
 * @param kind {@code http}, {@code tcp} or {@code udp}
 * @param address the address that was bound, its port the real one
 * @param secure whether TLS is spoken there
 */
@Stable
public record Door(String name, String kind, SocketAddress address, boolean secure) {
  /**
   * The port.
   *
   * @throws IllegalStateException if the address has none
   */
  public int port() {
    if (address instanceof InetSocketAddress inet) {
      return inet.getPort();
    }
    throw new IllegalStateException("Door " + name + " has no port: it listens on " + address);
  }
}
