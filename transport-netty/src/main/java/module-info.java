/** TCP, Unix sockets, UDP and TLS on Netty: io_uring, epoll, kqueue or NIO. */
module dev.weir.transport.netty {
  requires dev.weir.api;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
}
