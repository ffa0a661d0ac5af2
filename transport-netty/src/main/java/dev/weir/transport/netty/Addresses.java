package dev.weir.transport.netty;

import dev.weir.Listen;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/** Between Netty's addresses and the JDK's. */
final class Addresses {
  private static final UnixDomainSocketAddress UNNAMED = UnixDomainSocketAddress.of("");

  private Addresses() {}

  /** As the JDK has it; unnamed Unix peers have the empty path. */
  static @Nullable SocketAddress toJdk(@Nullable SocketAddress address, boolean unix) {
    if (address instanceof DomainSocketAddress domain) {
      return UnixDomainSocketAddress.of(domain.path());
    }
    return address == null && unix ? UNNAMED : address;
  }

  /** As Netty's native channels have it. */
  static SocketAddress toNetty(SocketAddress address) {
    return address instanceof UnixDomainSocketAddress unix
        ? new DomainSocketAddress(unix.getPath().toString())
        : address;
  }

  /**
   * The address with its name resolved.
   *
   * @throws IOException if the name isn't known
   * @throws UnsupportedOperationException if it is neither of the internet nor a Unix socket's
   */
  static SocketAddress resolve(SocketAddress address) throws IOException {
    if (address instanceof UnixDomainSocketAddress) {
      return address;
    }
    if (!(address instanceof InetSocketAddress internet)) {
      throw new UnsupportedOperationException(
          "Netty has no addresses of " + address.getClass().getName() + ": " + address);
    }
    return resolve(internet);
  }

  /**
   * Whether a socket is for IPv4 only: 0.0.0.0 was written out (a bare port means both kinds), or a
   * group of IPv4 is joined, which IPv6 sockets refuse.
   */
  static boolean isIpv4Only(Listen listen, SocketAddress resolved) {
    if (!(listen.address() instanceof InetSocketAddress wanted)
        || !(resolved instanceof InetSocketAddress internet)
        || !(internet.getAddress() instanceof Inet4Address ipv4)) {
      return false;
    }
    return wanted.isUnresolved() && ipv4.isAnyLocalAddress()
        || listen.groups().stream().anyMatch(joined -> joined.group() instanceof Inet4Address);
  }

  /**
   * Whether it is one address of IPv4, and not all of them. A socket for IPv4 does for it, and
   * costs the system less with each message than one for both kinds.
   */
  static boolean isOneOfIpv4(SocketAddress resolved) {
    return resolved instanceof InetSocketAddress internet
        && internet.getAddress() instanceof Inet4Address ipv4
        && !ipv4.isAnyLocalAddress();
  }

  static InetSocketAddress resolve(InetSocketAddress address) throws IOException {
    InetSocketAddress resolved =
        address.isUnresolved()
            ? new InetSocketAddress(address.getHostString(), address.getPort())
            : address;
    if (resolved.isUnresolved()) {
      throw new IOException(
          "Can't bind "
              + address.getHostString()
              + ":"
              + address.getPort()
              + ": no such host is known; listen on a name or number of this machine");
    }
    return resolved;
  }
}
