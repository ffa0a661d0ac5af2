package dev.weir.transport.nio;

import dev.weir.Listen;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Opens, sets up and binds channels as a {@link Listen} says. */
final class SocketSetup {
  private SocketSetup() {}

  /** A bound, non-blocking channel for an IP address. */
  static ServerSocketChannel listenOnIp(Listen listen, InetSocketAddress wanted)
      throws IOException {
    InetSocketAddress address = resolve(listen, wanted);
    boolean ipv4 = isIpv4(wanted, address);
    ServerSocketChannel channel =
        ipv4 ? ServerSocketChannel.open(StandardProtocolFamily.INET) : ServerSocketChannel.open();
    try {
      Listen.SocketSettings settings = listen.socket();
      set(channel, StandardSocketOptions.SO_REUSEADDR, settings.reuseAddress());
      shareAndSize(channel, settings);
      return bind(channel, listen, address);
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  /** A bound, non-blocking channel for a Unix domain socket. */
  static ServerSocketChannel listenOnUnix(Listen listen, UnixDomainSocketAddress address)
      throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      if (listen.socket().receiveBuffer() != null) {
        set(channel, StandardSocketOptions.SO_RCVBUF, listen.socket().receiveBuffer());
      }
      return bind(channel, listen, address);
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  private static ServerSocketChannel bind(
      ServerSocketChannel channel, Listen listen, SocketAddress address) throws IOException {
    channel.configureBlocking(false);
    try {
      channel.bind(address, listen.socket().backlog());
    } catch (IOException e) {
      throw bindFailure(listen, e);
    }
    return channel;
  }

  /** A bound, non-blocking channel for datagrams, which has joined its groups. */
  static DatagramChannel bindDatagrams(Listen listen, InetSocketAddress wanted) throws IOException {
    InetSocketAddress address = resolve(listen, wanted);
    DatagramChannel channel = openDatagrams(listen, wanted, address);
    try {
      channel.configureBlocking(false);
      Listen.SocketSettings settings = listen.socket();
      // On a datagram socket it would let another process steal the port, but groups are shared.
      set(channel, StandardSocketOptions.SO_REUSEADDR, !listen.groups().isEmpty());
      shareAndSize(channel, settings);
      if (settings.sendBuffer() != null) {
        set(channel, StandardSocketOptions.SO_SNDBUF, settings.sendBuffer());
      }
      try {
        channel.bind(address);
      } catch (IOException e) {
        throw bindFailure(listen, e);
      }
      for (Listen.Multicast group : listen.groups()) {
        join(channel, listen, group);
      }
      return channel;
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  private static DatagramChannel openDatagrams(
      Listen listen, InetSocketAddress wanted, InetSocketAddress address) throws IOException {
    boolean ipv4Group =
        listen.groups().stream().anyMatch(group -> group.group() instanceof Inet4Address);
    boolean ipv4 =
        isIpv4(wanted, address) || ipv4Group && address.getAddress() instanceof Inet4Address;
    return ipv4 ? DatagramChannel.open(StandardProtocolFamily.INET) : DatagramChannel.open();
  }

  private static void join(DatagramChannel channel, Listen listen, Listen.Multicast group)
      throws IOException {
    try {
      channel.join(group.group(), group.networkInterface());
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
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

  /** Sets an accepted connection up. */
  static void accepted(SocketChannel channel, Listen.SocketSettings settings) throws IOException {
    channel.configureBlocking(false);
    if (settings.sendBuffer() != null) {
      set(channel, StandardSocketOptions.SO_SNDBUF, settings.sendBuffer());
    }
    if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      set(channel, StandardSocketOptions.TCP_NODELAY, settings.noDelay());
      set(channel, StandardSocketOptions.SO_KEEPALIVE, settings.keepAlive());
    }
  }

  private static void shareAndSize(NetworkChannel channel, Listen.SocketSettings settings)
      throws IOException {
    if (settings.reusePort()) {
      set(channel, StandardSocketOptions.SO_REUSEPORT, true);
    }
    if (settings.receiveBuffer() != null) {
      // Before the binding: accepted connections inherit it, and TCP's window scale depends on it.
      set(channel, StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer());
    }
  }

  private static <T> void set(NetworkChannel channel, SocketOption<T> option, T value)
      throws IOException {
    if (!channel.supportedOptions().contains(option)) {
      throw new IOException("The option " + option + " isn't supported on this system");
    }
    channel.setOption(option, value);
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
