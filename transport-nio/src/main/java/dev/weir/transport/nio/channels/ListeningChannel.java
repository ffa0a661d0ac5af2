package dev.weir.transport.nio.channels;

import dev.weir.transport.nio.socket.ListeningSocket;
import dev.weir.transport.nio.socket.StreamSocket;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Listens by a {@link ServerSocketChannel}. */
record ListeningChannel(ServerSocketChannel channel) implements ListeningSocket, ChannelPollable {
  @Override
  public SocketAddress localAddress() throws IOException {
    return channel.getLocalAddress();
  }

  @Override
  public @Nullable StreamSocket accept() throws IOException {
    SocketChannel accepted = channel.accept();
    return accepted == null ? null : new StreamChannel(accepted);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
