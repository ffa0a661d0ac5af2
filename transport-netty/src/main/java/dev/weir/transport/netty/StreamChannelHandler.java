package dev.weir.transport.netty;

import dev.weir.spi.transport.ConnectionAcceptor;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only handler of an accepted channel: from Netty's events to the stream's. TLS isn't a handler
 * in front of it, but a stage over the stream, as on all transports.
 */
final class StreamChannelHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOGGER = LoggerFactory.getLogger(StreamChannelHandler.class);

  private final NettyEventLoop loop;
  private final Children children;
  private final StreamReads reads;
  private @Nullable NettyStream stream;
  private boolean permitHeld = true;

  StreamChannelHandler(Children children, NettyEventLoop loop) {
    this.children = children;
    this.loop = loop;
    this.reads = new StreamReads(loop);
  }

  StreamReads reads() {
    return reads;
  }

  /** Gives the permit back if no connection was opened. */
  void releaseUnused() {
    if (permitHeld) {
      permitHeld = false;
      children.acceptor().releasePermit();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    Channel channel = context.channel();
    SocketAddress bound = children.unixAddress();
    SocketAddress remote = Addresses.toJdk(channel.remoteAddress(), bound != null);
    SocketAddress local = bound != null ? bound : channel.localAddress();
    if (remote == null || local == null) {
      // The peer has reset it before it was looked at.
      var unused = channel.close();
      releaseUnused();
      return;
    }
    NettyConnection connection = new NettyConnection(loop, remote, local);
    NettyTransport transport = children.transport();
    ConnectionAcceptor acceptor = children.acceptor();
    NettyStream opened =
        new NettyStream(
            connection,
            loop,
            channel,
            reads,
            transport.sendsFiles(),
            acceptor.limits(transport.limits()));
    stream = opened;
    permitHeld = false;
    try {
      connection.open(opened, acceptor);
    } catch (Throwable e) {
      LOGGER.error("The connection from " + remote + " couldn't be opened", e);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf buffer = (ByteBuf) message;
    NettyStream open = stream;
    try {
      byte[] scratch = loop.buffers().scratch();
      while (open != null && buffer.isReadable()) {
        open.bytes(buffer, Math.min(buffer.readableBytes(), scratch.length), scratch);
      }
    } finally {
      buffer.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    NettyStream open = stream;
    if (open != null) {
      open.readsDone();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    NettyStream open = stream;
    if (open != null) {
      open.channelClosed();
    } else {
      releaseUnused();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    // Half-closures: the stream knows of both already.
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    NettyStream open = stream;
    if (open != null) {
      open.broken(cause);
    } else {
      var unused = context.close();
      releaseUnused();
    }
  }
}
