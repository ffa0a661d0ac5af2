package dev.weir.transport.nio.channels;

import dev.weir.Listen;
import dev.weir.transport.nio.socket.DatagramPort;
import dev.weir.transport.nio.socket.ListeningSocket;
import dev.weir.transport.nio.socket.Poller;
import dev.weir.transport.nio.socket.ReadyListener;
import dev.weir.transport.nio.socket.SocketSystem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The JDK's channels. */
public final class ChannelSystem implements SocketSystem {
  @Override
  public String description() {
    return "JDK channels";
  }

  @Override
  public Poller openPoller(ReadyListener listener) throws IOException {
    return new SelectorPoller(listener);
  }

  @Override
  public ListeningSocket listen(
      InetSocketAddress address, boolean ipv4, Listen.SocketSettings settings) throws IOException {
    ServerSocketChannel channel =
        ipv4 ? ServerSocketChannel.open(StandardProtocolFamily.INET) : ServerSocketChannel.open();
    try {
      set(channel, StandardSocketOptions.SO_REUSEADDR, settings.reuseAddress());
      shareAndSize(channel, settings);
      return bind(channel, address, settings);
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public ListeningSocket listen(UnixDomainSocketAddress address, Listen.SocketSettings settings)
      throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      if (settings.receiveBuffer() != null) {
        set(channel, StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer());
      }
      return bind(channel, address, settings);
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  private static ListeningSocket bind(
      ServerSocketChannel channel, SocketAddress address, Listen.SocketSettings settings)
      throws IOException {
    channel.configureBlocking(false);
    channel.bind(address, settings.backlog());
    return new ListeningChannel(channel);
  }

  @Override
  public DatagramPort bind(
      InetSocketAddress address, boolean ipv4, boolean shared, Listen.SocketSettings settings)
      throws IOException {
    DatagramChannel channel =
        ipv4 ? DatagramChannel.open(StandardProtocolFamily.INET) : DatagramChannel.open();
    try {
      channel.configureBlocking(false);
      set(channel, StandardSocketOptions.SO_REUSEADDR, shared);
      shareAndSize(channel, settings);
      if (settings.sendBuffer() != null) {
        set(channel, StandardSocketOptions.SO_SNDBUF, settings.sendBuffer());
      }
      channel.bind(address);
      return new DatagramChannelPort(channel);
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public FileChannel openFile(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.READ);
  }

  private static void shareAndSize(NetworkChannel channel, Listen.SocketSettings settings)
      throws IOException {
    if (settings.reusePort()) {
      set(channel, StandardSocketOptions.SO_REUSEPORT, true);
    }
    if (settings.receiveBuffer() != null) {
      // Before the binding: accepted connections inherit it, and TCP's window scale depends on it.
      set(channel, StandardSocketOptions.SO_RCVBUF, settings.receiveBuffer());
    }
  }

  static <T> void set(NetworkChannel channel, SocketOption<T> option, T value) throws IOException {
    if (!channel.supportedOptions().contains(option)) {
      throw new IOException("The option " + option + " isn't supported on this system");
    }
    channel.setOption(option, value);
  }
}
