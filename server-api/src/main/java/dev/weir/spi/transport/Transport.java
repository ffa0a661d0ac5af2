package dev.weir.spi.transport;

import dev.weir.Listen;
import dev.weir.annotation.Preview;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Moves bytes and datagrams. Methods may be called from any thread. */
@Preview
public interface Transport extends AutoCloseable {
  /** What a transport may offer beyond TCP. */
  enum Capability {
    UNIX_SOCKETS,
    UDP,
    MULTICAST,
    /** {@link ByteStream#submit} may write to the socket on the calling thread. */
    OFF_LOOP_WRITES,
    /** {@link Listen#tls()}. */
    TLS,
    /** The PROXY protocol of {@link Listen#proxies()}, by {@link dev.weir.spi.proxy}'s stage. */
    PROXY_PROTOCOL,
    /**
     * Under TLS 1.3, {@link ByteStream#endOutput} leaves the input open, and the end of the input
     * the output. TLS 1.2 has no half-close (RFC 5246, section 7.2.1).
     */
    TLS_HALF_CLOSE,
    /** Files leave without passing through the heap. */
    SENDFILE
  }

  /** What it is and uses, for the line at start, such as {@code "netty (io_uring, 2 loops)"}. */
  String description();

  /** What it offers. */
  Set<Capability> capabilities();

  /** Starts the event loops. */
  void start();

  /** The event loops, once started. */
  List<? extends EventLoop> loops();

  /**
   * Binds a stream address and accepts from it; every connection belongs to one of the loops.
   *
   * @throws IOException if the address can't be bound, naming it
   * @throws UnsupportedOperationException if the transport has no such addresses
   */
  Binding listen(Listen listen, ConnectionAcceptor acceptor) throws IOException;

  /**
   * Binds a datagram address and reads from it.
   *
   * @throws IOException if the address can't be bound, naming it
   * @throws UnsupportedOperationException if the transport has no datagrams
   */
  DatagramBinding bindDatagrams(Listen listen, DatagramReceiver receiver) throws IOException;

  /**
   * Aborts what is still open, with {@link CloseCause.Kind#SHUTDOWN}, then ends the loops and waits
   * for their threads. Also after a start that failed; a second call does nothing. Not to be called
   * on an event loop.
   */
  @Override
  void close();
}
