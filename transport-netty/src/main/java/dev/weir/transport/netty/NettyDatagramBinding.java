package dev.weir.transport.netty;

import dev.weir.Bytes;
import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.Listen.SocketSettings;
import dev.weir.spi.transport.DatagramBinding;
import dev.weir.spi.transport.DatagramReceiver;
import dev.weir.spi.transport.EventLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A UDP socket over a channel of Netty's. */
final class NettyDatagramBinding implements DatagramBinding, OpenBinding {
  private static final Logger LOGGER = LoggerFactory.getLogger(NettyDatagramBinding.class);

  /** What may wait for the socket; beyond it, datagrams are dropped. */
  static final long MAX_QUEUED_BYTES = 1 << 20;

  /** Datagrams received in one go where each takes a system call; then it is others' turn. */
  private static final int MAX_READS = 16;

  /** What a waiting datagram costs beside its payload. */
  private static final int OVERHEAD_BYTES = 256;

  private final NettyTransport transport;
  private final NativeTransport sockets;
  private java.nio.channels.@Nullable DatagramChannel nio;
  private @Nullable Socket epoll;
  private final NettyEventLoop loop;
  private final DatagramReceiver receiver;
  private final int maxDatagram;
  private final LongAdder oversized = new LongAdder();
  private final LongAdder unsent = new LongAdder();
  private final AtomicLong bytesOnTheirWay = new AtomicLong(); // to the loop
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private volatile boolean closing;
  private @Nullable DatagramChannel bound;
  private @Nullable DatagramReads reads;
  private @Nullable SocketAddress address;

  // On the loop.
  private final Runnable flush = this::flush;
  private boolean flushDue;

  NettyDatagramBinding(
      NettyTransport transport,
      NativeTransport sockets,
      NettyEventLoop loop,
      DatagramReceiver receiver,
      Limits limits) {
    this.transport = transport;
    this.sockets = sockets;
    this.loop = loop;
    this.receiver = receiver;
    this.maxDatagram = limits.get(Limits.MAX_DATAGRAM);
  }

  void start(InetSocketAddress wanted, Listen listen) throws IOException {
    boolean ipv4Only = Addresses.isIpv4Only(listen, wanted);
    if (sockets == NativeTransport.NIO) {
      nio = NativeTransport.newNioDatagramSocket(ipv4Only);
    }
    DatagramChannel channel =
        nio != null ? new NioDatagramChannel(nio) : sockets.newDatagramChannel(ipv4Only);
    if (sockets == NativeTransport.EPOLL && channel instanceof UnixChannel unix) {
      epoll = (Socket) unix.fd();
    }
    bound = channel;
    channel.config().setAutoRead(false);
    channel.pipeline().addLast(new Arrivals());
    Futures.await(loop.netty().register(channel));
    try {
      configure(channel.config(), listen);
      Futures.await(channel.bind(wanted));
      for (Listen.Multicast membership : listen.groups()) {
        Futures.await(
            channel.joinGroup(
                new InetSocketAddress(membership.group(), wanted.getPort()),
                membership.networkInterface()));
      }
    } catch (IOException | RuntimeException e) {
      var unused = channel.close();
      throw e;
    }
    address = channel.localAddress();
    channel.config().setAutoRead(true);
  }

  private void configure(ChannelConfig config, Listen listen) throws IOException {
    SocketSettings settings = listen.socket();
    // One byte more than allowed tells a datagram that is too long.
    int most = maxDatagram + 1;
    if (sockets == NativeTransport.EPOLL) {
      Options.set(config, EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, most);
      reads = new DatagramReads(most);
      config.setRecvByteBufAllocator(reads);
    } else {
      config.setRecvByteBufAllocator(
          new FixedRecvByteBufAllocator(most).maxMessagesPerRead(MAX_READS));
    }
    // Without groups, another process could steal the port; with one, several may be members.
    Options.set(config, ChannelOption.SO_REUSEADDR, !listen.groups().isEmpty());
    if (settings.reusePort()) {
      Options.set(
          config,
          sockets == NativeTransport.NIO
              ? io.netty.channel.socket.nio.NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT)
              : UnixChannelOption.SO_REUSEPORT,
          true);
    }
    Integer send = settings.sendBuffer();
    if (send != null) {
      Options.set(config, ChannelOption.SO_SNDBUF, send);
    }
    Integer receive = settings.receiveBuffer();
    if (receive != null) {
      Options.set(config, ChannelOption.SO_RCVBUF, receive);
    }
  }

  private DatagramChannel channel() {
    return Objects.requireNonNull(bound);
  }

  private final class Arrivals extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      DatagramPacket packet = (DatagramPacket) message;
      try {
        ByteBuf content = packet.content();
        int count = content.readableBytes();
        if (count > maxDatagram) {
          oversized.increment();
          return;
        }
        byte[] scratch = loop.buffers().scratch();
        content.readBytes(scratch, 0, count);
        LentBytes lent = LentBytes.lend(scratch, 0, count);
        try {
          receiver.received(lent, packet.sender());
        } finally {
          lent.revoke();
        }
      } finally {
        packet.release();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // A receiver failed, or a datagram couldn't be sent: on it goes.
      if (cause instanceof IOException) {
        unsent.increment();
        LOGGER.debug("A datagram on {} failed", address, cause);
      } else {
        LOGGER.error("A datagram on {} couldn't be handled", address, cause);
      }
    }
  }

  @Override
  public SocketAddress address() {
    return Objects.requireNonNull(address);
  }

  @Override
  public EventLoop loop() {
    return loop;
  }

  @Override
  public boolean send(Bytes payload, SocketAddress recipient) {
    InetSocketAddress to = DatagramBinding.requireSendable(payload, recipient);
    long cost = (long) payload.length() + OVERHEAD_BYTES;
    if (closing) {
      return drop();
    }
    if (loop.inLoop()) {
      if (bytesOnTheirWay.get() + bytesInChannel() + cost > MAX_QUEUED_BYTES) {
        return drop();
      }
      write(payload, to);
      return true;
    }
    if (bytesOnTheirWay.addAndGet(cost) + bytesInChannel() > MAX_QUEUED_BYTES) {
      bytesOnTheirWay.addAndGet(-cost);
      return drop();
    }
    boolean taken =
        loop.tryExecute(() -> {
          bytesOnTheirWay.addAndGet(-cost);
          write(payload, to);
        });
    return taken || drop();
  }

  private boolean drop() {
    unsent.increment();
    return false;
  }

  /** What the channel holds, with its own overhead for each datagram. Any thread. */
  private long bytesInChannel() {
    ChannelOutboundBuffer outbound = channel().unsafe().outboundBuffer();
    return outbound == null ? 0 : outbound.totalPendingWriteBytes();
  }

  private void write(Bytes payload, InetSocketAddress to) {
    if (payload.isEmpty() ? writeEmpty(to) : bytesInChannel() == 0 && writePast(payload, to)) {
      return;
    }
    ByteBuf content = channel().alloc().directBuffer(Math.max(1, payload.length()));
    content.writeBytes(payload.asByteBuffer());
    // Without a promise for each: what can't be sent comes to exceptionCaught.
    var unused = channel().write(new DatagramPacket(content, to), channel().voidPromise());
    if (!flushDue) {
      flushDue = true;
      loop.atTurnEnd(flush);
    }
  }

  private boolean writeEmpty(InetSocketAddress to) {
    try {
      return EmptyDatagrams.send(sockets, channel(), nio, to);
    } catch (IOException e) {
      return failed(e);
    }
  }

  /**
   * Writes to the socket past Netty, which would need a buffer, a packet and an entry in its queue.
   *
   * @return false if Netty's channel has to do it: there is no room now, or it isn't epoll's
   */
  private boolean writePast(Bytes payload, InetSocketAddress to) {
    Socket socket = epoll;
    OutputMemory memory = loop.buffers().toWritePast();
    if (socket == null || memory == null || !socket.isOpen()) {
      return false;
    }
    int count = payload.length();
    memory.room(count).put(payload.asByteBuffer());
    try {
      return socket.sendToAddress(memory.address(), 0, count, to.getAddress(), to.getPort()) > 0;
    } catch (IOException e) {
      return failed(e);
    }
  }

  private boolean failed(IOException error) {
    unsent.increment();
    LOGGER.debug("A datagram on {} couldn't be sent", address, error);
    return true;
  }

  private void flush() {
    flushDue = false;
    channel().flush();
  }

  @Override
  public long oversized() {
    return oversized.sum();
  }

  @Override
  public long unsent() {
    return unsent.sum();
  }

  @Override
  public CompletionStage<Void> close() {
    closing = true;
    if (!loop.tryExecute(this::closeOnLoop)) {
      closed.complete(null);
    }
    return closed.minimalCompletionStage();
  }

  @Override
  public CompletionStage<Void> closeNow() {
    return close();
  }

  private void closeOnLoop() {
    channel().flush();
    Futures.whenDone(
        channel().close(), failure -> loop.once(this::isReleased, () -> closed(failure)));
  }

  private boolean isReleased() {
    return nio == null || !nio.isRegistered(); // as with a listening socket of the JDK's
  }

  private void closed(@Nullable Throwable failure) {
    transport.forget(this);
    DatagramReads reading = reads;
    if (reading != null) {
      reading.release();
    }
    if (failure == null) {
      closed.complete(null);
    } else {
      closed.completeExceptionally(failure);
    }
  }
}
