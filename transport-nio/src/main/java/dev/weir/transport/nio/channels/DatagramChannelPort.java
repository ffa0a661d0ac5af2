package dev.weir.transport.nio.channels;

import dev.weir.Listen;
import dev.weir.transport.nio.socket.DatagramPort;
import dev.weir.transport.nio.socket.IoMemory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/** Datagrams by a {@link DatagramChannel}. */
record DatagramChannelPort(DatagramChannel channel) implements DatagramPort, ChannelPollable {
  @Override
  public SocketAddress localAddress() throws IOException {
    return channel.getLocalAddress();
  }

  @Override
  public void join(Listen.Multicast group) throws IOException {
    try {
      channel.join(group.group(), group.networkInterface());
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public @Nullable SocketAddress receive(IoMemory memory) throws IOException {
    SocketAddress sender = channel.receive(memory.buffer().clear());
    memory.buffer().flip();
    return sender;
  }

  @Override
  public boolean send(IoMemory memory, int length, InetSocketAddress recipient) throws IOException {
    try {
      return channel.send(memory.buffer().clear().limit(length), recipient) == length;
    } catch (UnsupportedAddressTypeException e) {
      throw new IOException("An IPv6 address, and an IPv4 socket", e);
    }
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
