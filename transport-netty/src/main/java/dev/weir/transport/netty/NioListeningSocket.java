package dev.weir.transport.netty;

import dev.weir.Listen.SocketSettings;
import io.netty.channel.Channel;
import io.netty.channel.IoHandle;
import io.netty.channel.IoOps;
import io.netty.channel.nio.NioIoOps;
import io.netty.channel.nio.NioSelectableChannelIoHandle;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A listening socket of the JDK's, on one of Netty's NIO loops. */
final class NioListeningSocket extends ListeningSocket {
  private final ServerSocketChannel socket;
  private final boolean unix;

  private NioListeningSocket(ServerSocketChannel socket, boolean unix) {
    this.socket = socket;
    this.unix = unix;
  }

  static NioListeningSocket open(SocketAddress address, boolean ipv4Only) throws IOException {
    if (address instanceof UnixDomainSocketAddress) {
      return new NioListeningSocket(ServerSocketChannel.open(StandardProtocolFamily.UNIX), true);
    }
    return new NioListeningSocket(
        ipv4Only
            ? ServerSocketChannel.open(StandardProtocolFamily.INET)
            : ServerSocketChannel.open(),
        false);
  }

  @Override
  SocketAddress bindSocket(SocketAddress wanted, SocketSettings settings) throws IOException {
    socket.configureBlocking(false);
    if (!unix) {
      socket.setOption(StandardSocketOptions.SO_REUSEADDR, settings.reuseAddress());
      if (settings.reusePort()) {
        socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
    }
    Integer receive = settings.receiveBuffer();
    if (receive != null) {
      socket.setOption(StandardSocketOptions.SO_RCVBUF, receive);
    }
    socket.bind(wanted, settings.backlog());
    return socket.getLocalAddress();
  }

  @Override
  IoHandle handle(Runnable ready) {
    return new Handle(socket, ready);
  }

  @Override
  IoOps acceptable() {
    return NioIoOps.ACCEPT;
  }

  @Override
  IoOps nothing() {
    return NioIoOps.NONE;
  }

  @Override
  @Nullable Channel accept() throws IOException {
    SocketChannel accepted = socket.accept();
    if (accepted == null) {
      return null;
    }
    try {
      return unix
          ? new NioDomainSocketChannel(null, accepted)
          : new NioSocketChannel(null, accepted);
    } catch (Throwable e) {
      accepted.close();
      throw e;
    }
  }

  @Override
  void closeSocket() throws IOException {
    socket.close();
  }

  /** The JDK closes the descriptor only when the selector drops the key, at its next look. */
  @Override
  boolean isReleased() {
    return !socket.isRegistered();
  }

  private static final class Handle extends NioSelectableChannelIoHandle<ServerSocketChannel> {
    private final Runnable ready;

    Handle(ServerSocketChannel socket, Runnable ready) {
      super(socket);
      this.ready = ready;
    }

    @Override
    protected void handle(ServerSocketChannel socket, SelectionKey key) {
      NettyEventLoop.run(ready);
    }

    @Override
    public void close() throws IOException {
      selectableChannel().close();
    }
  }
}
