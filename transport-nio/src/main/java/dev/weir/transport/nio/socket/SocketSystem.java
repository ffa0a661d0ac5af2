package dev.weir.transport.nio.socket;

import dev.weir.Listen;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** What sockets are made of. All of one transport, and what polls them, are of one system. */
public interface SocketSystem {
  /** For people, in a word. */
  String description();

  /**
   * What an event loop waits with.
   *
   * @param listener told, on the thread that polls, of what is ready
   */
  Poller openPoller(ReadyListener listener) throws IOException;

  /**
   * A bound socket that listens on an IP address.
   *
   * @param ipv4 whether a socket of IPv4 alone is wanted; else it is of both kinds, where the
   *     system has IPv6
   */
  ListeningSocket listen(InetSocketAddress address, boolean ipv4, Listen.SocketSettings settings)
      throws IOException;

  /** A bound socket that listens on a path. */
  ListeningSocket listen(UnixDomainSocketAddress address, Listen.SocketSettings settings)
      throws IOException;

  /**
   * A bound socket for datagrams.
   *
   * @param ipv4 as for {@link #listen(InetSocketAddress, boolean, Listen.SocketSettings)}
   * @param shared whether other processes may have the same port, as members of a group do
   */
  DatagramPort bind(
      InetSocketAddress address, boolean ipv4, boolean shared, Listen.SocketSettings settings)
      throws IOException;

  /** Opens a file for reading, such that its bytes reach a socket of this system uncopied. */
  FileChannel openFile(Path path) throws IOException;
}
