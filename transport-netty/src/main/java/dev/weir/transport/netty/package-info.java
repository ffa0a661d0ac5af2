/** TCP, Unix sockets, UDP and TLS on Netty: io_uring, epoll, kqueue or NIO. */
@NullMarked
package dev.weir.transport.netty;

import org.jspecify.annotations.NullMarked;
