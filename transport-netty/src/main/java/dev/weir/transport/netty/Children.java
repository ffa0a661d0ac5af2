package dev.weir.transport.netty;

import dev.weir.Listen.SocketSettings;
import dev.weir.spi.transport.ConnectionAcceptor;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets up what one binding accepted, and distributes it over the loops. On the binding's loop. */
final class Children {
  private static final Logger LOGGER = LoggerFactory.getLogger(Children.class);

  private final NettyTransport transport;
  private final ConnectionAcceptor acceptor;
  private final SocketSettings settings;
  private final @Nullable SocketAddress unixAddress;

  Children(
      NettyTransport transport,
      ConnectionAcceptor acceptor,
      SocketSettings settings,
      @Nullable SocketAddress unixAddress) {
    this.transport = transport;
    this.acceptor = acceptor;
    this.settings = settings;
    this.unixAddress = unixAddress;
  }

  NettyTransport transport() {
    return transport;
  }

  ConnectionAcceptor acceptor() {
    return acceptor;
  }

  /** What all have for a local address, if it is a path. */
  @Nullable SocketAddress unixAddress() {
    return unixAddress;
  }

  /** Takes over a channel for which there is a permit. */
  void adopt(Channel channel) {
    NettyEventLoop loop = transport.nextLoop();
    StreamChannelHandler handler = new StreamChannelHandler(this, loop);
    try {
      configure(channel.config(), handler);
      channel.pipeline().addLast(handler);
    } catch (Throwable e) {
      LOGGER.debug("An accepted connection couldn't be set up", e);
      channel.unsafe().closeForcibly();
      handler.releaseUnused();
      return;
    }
    Futures.whenDone(
        loop.netty().register(channel),
        failure -> {
          if (failure != null) {
            LOGGER.debug("An accepted connection found no loop", failure);
            channel.unsafe().closeForcibly();
            handler.releaseUnused();
          } else if (!channel.isActive()) {
            var unused = channel.close(); // reset by the peer before it was looked at
            handler.releaseUnused();
          }
        });
  }

  private void configure(ChannelConfig config, StreamChannelHandler handler) {
    config.setAutoRead(false);
    config.setRecvByteBufAllocator(handler.reads());
    if (unixAddress == null) {
      config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
      config.setOption(ChannelOption.TCP_NODELAY, settings.noDelay());
      config.setOption(ChannelOption.SO_KEEPALIVE, settings.keepAlive());
    }
    Integer send = settings.sendBuffer();
    if (send != null) {
      config.setOption(ChannelOption.SO_SNDBUF, send);
    }
    Integer receive = settings.receiveBuffer();
    if (receive != null) {
      config.setOption(ChannelOption.SO_RCVBUF, receive);
    }
  }

  void forget(OpenBinding binding) {
    transport.forget(binding);
  }
}
