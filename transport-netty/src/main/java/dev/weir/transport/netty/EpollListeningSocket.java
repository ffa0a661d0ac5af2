package dev.weir.transport.netty;

import dev.weir.Listen.SocketSettings;
import io.netty.channel.Channel;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/** A listening socket on one of Netty's epoll loops. */
final class EpollListeningSocket extends ListeningSocket {
  /** Where the system writes a peer's address; each channel asks for its own anyway. */
  private final byte[] peer = new byte[26];

  private final Socket socket;
  private final boolean unix;

  private EpollListeningSocket(Socket socket, boolean unix) {
    this.socket = socket;
    this.unix = unix;
  }

  static EpollListeningSocket open(SocketAddress address, boolean ipv4Only) {
    if (address instanceof UnixDomainSocketAddress) {
      return new EpollListeningSocket(Socket.newSocketDomain(), true);
    }
    return new EpollListeningSocket(
        ipv4Only || Addresses.isOneOfIpv4(address)
            ? LinuxSocket.newSocketStream(SocketProtocolFamily.INET)
            : Socket.newSocketStream(),
        false);
  }

  @Override
  SocketAddress bindSocket(SocketAddress wanted, SocketSettings settings) throws IOException {
    if (!unix) {
      socket.setReuseAddress(settings.reuseAddress());
      if (settings.reusePort()) {
        socket.setReusePort(true);
      }
    }
    Integer receive = settings.receiveBuffer();
    if (receive != null) {
      socket.setReceiveBufferSize(receive);
    }
    socket.bind(Addresses.toNetty(wanted));
    socket.listen(settings.backlog());
    return unix ? wanted : socket.localAddress();
  }

  @Override
  IoHandle handle(Runnable ready) {
    return new Handle(socket, ready);
  }

  @Override
  IoOps acceptable() {
    return EpollIoOps.EPOLLIN;
  }

  @Override
  IoOps nothing() {
    return EpollIoOps.NONE;
  }

  @Override
  @Nullable Channel accept() throws IOException {
    int accepted = socket.accept(peer);
    if (accepted < 0) {
      return null;
    }
    try {
      return unix ? new EpollDomainSocketChannel(accepted) : new EpollSocketChannel(accepted);
    } catch (Throwable e) {
      new FileDescriptor(accepted).close();
      throw e;
    }
  }

  @Override
  void closeSocket() throws IOException {
    socket.close();
  }

  private record Handle(Socket socket, Runnable ready) implements EpollIoHandle {
    @Override
    public FileDescriptor fd() {
      return socket;
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      NettyEventLoop.run(ready);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
