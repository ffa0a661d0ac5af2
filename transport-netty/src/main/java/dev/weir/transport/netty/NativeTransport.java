package dev.weir.transport.netty;

import dev.weir.spi.transport.Transport.Capability;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueDatagramChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerDomainSocketChannel;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.Socket;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What moves the bytes: the ways that Netty has to the operating system. */
enum NativeTransport {
  IO_URING,
  EPOLL,
  KQUEUE,
  NIO;

  /**
   * One accept of io_uring may bring any number of connections, each without a permit; so it is
   * turned off before Netty reads this, which it does when its class is loaded.
   */
  private static final String MULTISHOT_ACCEPT = "io.netty.iouring.acceptMultiShotEnabled";

  /** Its name in settings and logs. */
  String label() {
    return this == IO_URING ? "io_uring" : name().toLowerCase(Locale.ROOT);
  }

  /** Why it can't be used, or null. Loads the native library. */
  @Nullable String unavailabilityCause() {
    return switch (this) {
      case EPOLL -> said(Epoll.unavailabilityCause());
      case KQUEUE -> said(KQueue.unavailabilityCause());
      case IO_URING -> ioUringUnavailabilityCause();
      case NIO -> null;
    };
  }

  private static @Nullable String ioUringUnavailabilityCause() {
    if (System.getProperty(MULTISHOT_ACCEPT) == null) {
      System.setProperty(MULTISHOT_ACCEPT, "false");
    }
    String cause = said(IoUring.unavailabilityCause());
    if (cause == null && IoUring.isAcceptMultishotEnabled()) {
      return "it accepts connections beyond the limit; start the JVM with -D"
          + MULTISHOT_ACCEPT
          + "=false";
    }
    return cause;
  }

  /** The message of the innermost cause, which is the one that tells. */
  private static @Nullable String said(@Nullable Throwable cause) {
    if (cause == null) {
      return null;
    }
    Throwable innermost = cause;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    String message = innermost.getMessage();
    return message == null ? innermost.toString() : message;
  }

  IoHandlerFactory ioHandlers() {
    return switch (this) {
      case EPOLL -> RejoiningEpollHandler.newFactory();
      case KQUEUE -> KQueueIoHandler.newFactory();
      case IO_URING -> IoUringIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
    };
  }

  /** Whether reads and writes are over when the call returns, so that loops can share buffers. */
  boolean isSynchronous() {
    return this != IO_URING;
  }

  /** Whether files are sent by the system, from a file descriptor. */
  boolean sendsFiles() {
    // io_uring would splice by a pipe while the chain may already have closed the file.
    return this != IO_URING;
  }

  Set<Capability> capabilities() {
    Set<Capability> all = EnumSet.of(Capability.UNIX_SOCKETS, Capability.UDP);
    if (this != KQUEUE) {
      all.add(Capability.MULTICAST); // Netty's kqueue datagrams can't join groups
    }
    if (sendsFiles()) {
      all.add(Capability.SENDFILE);
    }
    return Set.copyOf(all);
  }

  /** A listening socket that tells when connections wait, or null where Netty's channel accepts. */
  @Nullable ListeningSocket newListeningSocket(SocketAddress address, boolean ipv4Only)
      throws IOException {
    return switch (this) {
      case EPOLL -> EpollListeningSocket.open(address, ipv4Only);
      case NIO -> NioListeningSocket.open(address, ipv4Only);
      case IO_URING, KQUEUE -> null;
    };
  }

  /**
   * Netty's listening channel, where there is no {@link #newListeningSocket}.
   *
   * @throws IOException if it should be for IPv4 only, which Netty has no way to say
   */
  ServerChannel newServerChannel(boolean unix, boolean ipv4Only) throws IOException {
    if (ipv4Only && Socket.isIPv6Preferred()) {
      throw new IOException(
          "Can't bind 0.0.0.0 by "
              + label()
              + ", as it would be bound for IPv6 too: listen on one address, or on a bare port,"
              + " which means IPv4 and IPv6, or set weir.transport.netty.native to epoll or nio");
    }
    return switch (this) {
      case IO_URING ->
          unix ? new IoUringServerDomainSocketChannel() : new IoUringServerSocketChannel();
      case KQUEUE -> unix ? new KQueueServerDomainSocketChannel() : new KQueueServerSocketChannel();
      case EPOLL, NIO -> throw new IllegalStateException(label() + " has listening sockets");
    };
  }

  /** The JDK's socket under an NIO datagram channel. */
  static java.nio.channels.DatagramChannel newNioDatagramSocket(boolean ipv4Only)
      throws IOException {
    return ipv4Only
        ? java.nio.channels.DatagramChannel.open(StandardProtocolFamily.INET)
        : java.nio.channels.DatagramChannel.open();
  }

  /** A datagram channel, for both kinds of addresses or for IPv4's only. */
  DatagramChannel newDatagramChannel(boolean ipv4Only) {
    SocketProtocolFamily family = ipv4Only ? SocketProtocolFamily.INET : null;
    return switch (this) {
      case EPOLL -> family == null ? new EpollDatagramChannel() : new EpollDatagramChannel(family);
      case KQUEUE ->
          family == null ? new KQueueDatagramChannel() : new KQueueDatagramChannel(family);
      case IO_URING ->
          family == null ? new IoUringDatagramChannel() : new IoUringDatagramChannel(family);
      case NIO -> throw new IllegalStateException("made of newNioDatagramSocket");
    };
  }
}
