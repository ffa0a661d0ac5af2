package dev.weir.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Opens many connections to one port of this machine. */
final class Connections {
  /** Below the number of ports that one local address has for one peer. */
  private static final int PER_ADDRESS = 20_000;

  private Connections() {}

  /** Opens them one after the other, each from the address that its number gives it. */
  static List<SocketChannel> open(int port, int count) throws IOException {
    List<SocketChannel> channels = new ArrayList<>(count);
    try {
      for (int i = 0; i < count; i++) {
        SocketChannel channel = SocketChannel.open();
        channels.add(channel);
        if (count > PER_ADDRESS) {
          channel.bind(new InetSocketAddress("127.0.0." + (2 + i / PER_ADDRESS), 0));
        }
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.configureBlocking(false);
      }
      return channels;
    } catch (IOException e) {
      for (SocketChannel channel : channels) {
        channel.close();
      }
      throw new IOException("Connection " + channels.size() + " to port " + port + " failed", e);
    }
  }
}
