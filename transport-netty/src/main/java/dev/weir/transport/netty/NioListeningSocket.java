package dev.weir.transport.netty;

import dev.weir.Listen.SocketSettings;
import io.netty.channel.Channel;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoOps;
import io.netty.channel.nio.NioSelectableChannelIoHandle;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A listening socket of the JDK's, on one of Netty's NIO loops. */
final class NioListeningSocket implements ListeningSocket {
  private final ServerSocketChannel socket;
  private final boolean unix;
  private @Nullable SocketAddress address;
  private @Nullable IoRegistration registration;

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
  public void bind(SocketAddress wanted, SocketSettings settings) throws IOException {
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
    address = socket.getLocalAddress();
  }

  @Override
  public SocketAddress address() {
    return Objects.requireNonNull(address);
  }

  @Override
  public void register(IoEventLoop loop, Runnable ready) throws IOException {
    Future<IoRegistration> registered = loop.register(new Handle(socket, ready));
    if (!registered.isSuccess()) {
      throw new IOException("The loop doesn't take the listening socket", registered.cause());
    }
    registration = registered.getNow();
  }

  @Override
  public void interest(boolean on) {
    Objects.requireNonNull(registration).submit(on ? NioIoOps.ACCEPT : NioIoOps.NONE);
  }

  @Override
  public @Nullable Channel accept() throws IOException {
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
  public void close() throws IOException {
    if (registration != null) {
      registration.cancel();
    }
    socket.close();
  }

  /** The JDK closes the descriptor only when the selector drops the key, at its next look. */
  @Override
  public boolean isReleased() {
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
