package dev.weir.testkit.transport;

import dev.weir.Bytes;
import dev.weir.Limits;
import dev.weir.config.Settings;
import dev.weir.spi.transport.Transport;
import dev.weir.spi.transport.TransportProvider;
import dev.weir.udp.Datagram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;

/** The JDK's sockets as clients. A blocked call ends when the test's thread is interrupted. */
record SocketTransportUnderTest(TransportProvider provider, Settings settings)
    implements TransportUnderTest {
  @Override
  public Transport create(Limits limits) {
    return provider.create(settings, limits);
  }

  @Override
  public Peer connect(SocketAddress address) throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    if (address instanceof InetSocketAddress) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    return new SocketPeer(channel);
  }

  @Override
  public DatagramPeer openDatagrams() throws IOException {
    DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
    channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return new DatagramChannelPeer(channel);
  }

  private record SocketPeer(SocketChannel channel) implements Peer {
    @Override
    public void write(byte[] bytes) throws IOException {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
    }

    @Override
    public int read(byte[] target) throws IOException {
      return channel.read(ByteBuffer.wrap(target));
    }

    @Override
    public void finish() throws IOException {
      channel.shutdownOutput();
    }

    @Override
    public void reset() throws IOException {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      channel.close();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private record DatagramChannelPeer(DatagramChannel channel) implements DatagramPeer {
    private static final int LARGEST = 1 << 16;

    @Override
    public InetSocketAddress address() {
      try {
        return (InetSocketAddress) channel.getLocalAddress();
      } catch (IOException e) {
        throw new IllegalStateException("The datagram socket is closed", e);
      }
    }

    @Override
    public void send(byte[] payload, SocketAddress recipient) throws IOException {
      channel.send(ByteBuffer.wrap(payload), recipient);
    }

    @Override
    public void multicast(byte[] payload, InetAddress group, int port, NetworkInterface out)
        throws IOException {
      try (DatagramChannel sender = DatagramChannel.open(StandardProtocolFamily.INET)) {
        sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, out);
        sender.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
        sender.send(ByteBuffer.wrap(payload), new InetSocketAddress(group, port));
      }
    }

    @Override
    public Datagram receive() throws IOException {
      ByteBuffer target = ByteBuffer.allocate(LARGEST);
      SocketAddress sender = channel.receive(target);
      return new Datagram(Bytes.copyOf(target.flip()), sender);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
