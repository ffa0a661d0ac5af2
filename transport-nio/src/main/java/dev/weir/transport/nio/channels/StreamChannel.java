package dev.weir.transport.nio.channels;

import dev.weir.Listen;
import dev.weir.transport.nio.socket.IoMemory;
import dev.weir.transport.nio.socket.StreamSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;

/** A connection's {@link SocketChannel}. */
final class StreamChannel implements StreamSocket, ChannelPollable {
  private final SocketChannel channel;

  StreamChannel(SocketChannel channel) {
    this.channel = channel;
  }

  @Override
  public SocketChannel channel() {
    return channel;
  }

  @Override
  public SocketAddress remoteAddress() throws IOException {
    return channel.getRemoteAddress();
  }

  @Override
  public SocketAddress localAddress() throws IOException {
    return channel.getLocalAddress();
  }

  @Override
  public void setUp(Listen.SocketSettings settings) throws IOException {
    channel.configureBlocking(false);
    if (settings.sendBuffer() != null) {
      ChannelSystem.set(channel, StandardSocketOptions.SO_SNDBUF, settings.sendBuffer());
    }
    if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      ChannelSystem.set(channel, StandardSocketOptions.TCP_NODELAY, settings.noDelay());
      ChannelSystem.set(channel, StandardSocketOptions.SO_KEEPALIVE, settings.keepAlive());
    }
  }

  @Override
  public int read(IoMemory memory) throws IOException {
    return channel.read(memory.buffer().clear());
  }

  @Override
  public int write(IoMemory memory, int from, int to) throws IOException {
    return channel.write(memory.buffer().clear().position(from).limit(to));
  }

  @Override
  public int writeOffLoop(IoMemory memory, int from, int to) throws IOException {
    return write(memory, from, to);
  }

  @Override
  public WritableByteChannel fileTarget() {
    return channel;
  }

  @Override
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void close(boolean reset) throws IOException {
    try {
      if (reset && channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } finally {
      channel.close();
    }
  }

  @Override
  public String toString() {
    return channel.toString();
  }
}
