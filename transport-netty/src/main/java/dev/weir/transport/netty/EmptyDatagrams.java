package dev.weir.transport.netty;

import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Sends empty datagrams past Netty, whose epoll and NIO channels take them and drop them. */
final class EmptyDatagrams {
  private EmptyDatagrams() {}

  /**
   * Sends one if it has to be done here.
   *
   * @return false if Netty's channel does it
   */
  static boolean send(
      NativeTransport sockets,
      DatagramChannel channel,
      java.nio.channels.@Nullable DatagramChannel nio,
      InetSocketAddress to)
      throws IOException {
    if (nio != null) {
      nio.send(ByteBuffer.allocate(0), to);
      return true;
    }
    if (sockets != NativeTransport.IO_URING
        && channel instanceof UnixChannel unix
        && unix.fd() instanceof Socket socket) {
      socket.sendTo(ByteBuffer.allocateDirect(1), 0, 0, to.getAddress(), to.getPort());
      return true;
    }
    return false;
  }
}
