package dev.weir.transport.nio.socket;

import dev.weir.Listen;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A bound socket for datagrams that never waits. On its event loop, but for {@link #send}. */
public interface DatagramPort extends Pollable {
  SocketAddress localAddress() throws IOException;

  /** Becomes a member of a group. */
  void join(Listen.Multicast group) throws IOException;

  /**
   * Receives a datagram to the start of {@code memory}; of one that is longer, the rest is lost.
   *
   * @return the sender, or null if there is none; the memory's buffer is then from the start of the
   *     datagram to its end
   */
  @Nullable SocketAddress receive(IoMemory memory) throws IOException;

  /**
   * Sends the first {@code length} bytes of {@code memory}. Any thread.
   *
   * @return false if there is no room now
   * @throws IOException if it can't be sent to there
   */
  boolean send(IoMemory memory, int length, InetSocketAddress recipient) throws IOException;

  boolean isOpen();

  void close() throws IOException;
}
