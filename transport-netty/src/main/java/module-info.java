/**
 * TCP, Unix sockets and UDP on Netty: io_uring, epoll, kqueue or NIO.
 *
 * <p>On the module path the platform's native libraries are modules that nobody requires: add them
 * with {@code --add-modules io.netty.transport.epoll.linux.x86_64} and the like, or with {@code
 * --add-modules ALL-MODULE-PATH}. Without them Netty's NIO is used, and the log says so.
 */
module dev.weir.transport.netty {
  requires dev.weir.api;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.classes.io_uring;
  requires io.netty.transport.classes.kqueue;
  requires io.netty.transport.unix.common;

  provides dev.weir.spi.transport.TransportProvider with
      dev.weir.transport.netty.NettyTransportProvider;
}
