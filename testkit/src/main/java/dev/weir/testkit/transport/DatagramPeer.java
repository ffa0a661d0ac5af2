package dev.weir.testkit.transport;

import dev.weir.udp.Datagram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;

/** A client's datagram socket, in blocking style. */
public interface DatagramPeer extends AutoCloseable {
  /** The address that datagrams are sent from. */
  InetSocketAddress address();

  /** Sends one. */
  void send(byte[] payload, SocketAddress recipient) throws IOException;

  /** Sends one to a group, out of an interface, back to this machine too. */
  void multicast(byte[] payload, InetAddress group, int port, NetworkInterface out)
      throws IOException;

  /** Takes the next one, and waits for it. */
  Datagram receive() throws IOException;

  @Override
  void close() throws IOException;
}
