package dev.weir.transport.nio;

import dev.weir.Listen;
import dev.weir.transport.nio.socket.DatagramPort;
import dev.weir.transport.nio.socket.ListeningSocket;
import dev.weir.transport.nio.socket.SocketSystem;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Opens and binds sockets as a {@link Listen} says, and tells why where that can't be. */
final class SocketSetup {
  private final SocketSystem system;

  SocketSetup(SocketSystem system) {
    this.system = system;
  }

  /** A socket that listens on an IP address. */
  ListeningSocket listen(Listen listen, InetSocketAddress wanted) throws IOException {
    InetSocketAddress address = resolve(listen, wanted);
    try {
      return system.listen(address, isIpv4(wanted, address), listen.socket());
    } catch (IOException e) {
      throw bindFailure(listen, e);
    }
  }

  /** A socket that listens on a path. */
  ListeningSocket listen(Listen listen, UnixDomainSocketAddress address) throws IOException {
    try {
      return system.listen(address, listen.socket());
    } catch (IOException e) {
      throw bindFailure(listen, e);
    }
  }

  /** A socket for datagrams, which has joined its groups. */
  DatagramPort bindDatagrams(Listen listen, InetSocketAddress wanted) throws IOException {
    DatagramPort port = bind(listen, wanted);
    try {
      for (Listen.Multicast group : listen.groups()) {
        join(port, listen, group);
      }
      return port;
    } catch (Throwable e) {
      port.close();
      throw e;
    }
  }

  private DatagramPort bind(Listen listen, InetSocketAddress wanted) throws IOException {
    InetSocketAddress address = resolve(listen, wanted);
    boolean ipv4Group =
        listen.groups().stream().anyMatch(group -> group.group() instanceof Inet4Address);
    boolean ipv4 =
        isIpv4(wanted, address) || ipv4Group && address.getAddress() instanceof Inet4Address;
    try {
      // Shared, another process could steal the port of a socket for datagrams; groups are shared.
      return system.bind(address, ipv4, !listen.groups().isEmpty(), listen.socket());
    } catch (IOException e) {
      throw bindFailure(listen, e);
    }
  }

  private static void join(DatagramPort port, Listen listen, Listen.Multicast group)
      throws IOException {
    try {
      port.join(group);
    } catch (IOException e) {
      throw new IOException(
          "Can't join the multicast group "
              + group.group().getHostAddress()
              + " on "
              + group.networkInterface().getName()
              + " for "
              + listen
              + ": "
              + e.getMessage()
              + ". The interface must be up, support multicast, and have an address of the group's"
              + " kind (IPv4 or IPv6)",
          e);
    }
  }

  private static InetSocketAddress resolve(Listen listen, InetSocketAddress wanted)
      throws IOException {
    if (!wanted.isUnresolved()) {
      return wanted;
    }
    try {
      return new InetSocketAddress(InetAddress.getByName(wanted.getHostString()), wanted.getPort());
    } catch (UnknownHostException e) {
      throw new IOException(
          "Can't listen on "
              + listen
              + ": the name "
              + wanted.getHostString()
              + " has no address. Give an address of this machine, or a name of one",
          e);
    }
  }

  /**
   * Whether an IPv4 socket will do, which spares the system the mapping of each address to IPv6 and
   * back. 0.0.0.0 written out means IPv4 only; a bare port means both kinds.
   */
  private static boolean isIpv4(InetSocketAddress wanted, InetSocketAddress address) {
    return address.getAddress() instanceof Inet4Address inet
        && (wanted.isUnresolved() || !inet.isAnyLocalAddress());
  }

  private static IOException bindFailure(Listen listen, IOException failure) {
    String reason = String.valueOf(failure.getMessage());
    String advice = advice(reason.toLowerCase(Locale.ROOT));
    String message = "Can't listen on " + listen + ": " + reason;
    return new IOException(advice == null ? message : message + ". " + advice, failure);
  }

  private static @Nullable String advice(String reason) {
    if (reason.contains("in use")) {
      return "Another process, or another door, has it: end that, or choose another port";
    }
    if (reason.contains("permission denied")) {
      return "Ports below 1024 and foreign directories need a privilege: choose another address, or"
          + " run with the privilege (CAP_NET_BIND_SERVICE)";
    }
    if (reason.contains("assign requested")) {
      return "No interface of this machine has that address";
    }
    if (reason.contains("too long")) {
      return "The system limits a socket's path to some 100 bytes: choose a shorter one";
    }
    return null;
  }
}
