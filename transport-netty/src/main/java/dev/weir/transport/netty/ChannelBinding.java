package dev.weir.transport.netty;

import dev.weir.Listen;
import dev.weir.Listen.SocketSettings;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.LoopTimer;
import dev.weir.spi.transport.UnixSocketFile;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Accepts through one of Netty's server channels, where there is no other way: io_uring is asked to
 * accept in advance. So one permit is held by the accept under way, as long as one is.
 */
final class ChannelBinding extends AcceptingBinding {
  /** How long the backlog must have been silent to count as empty. */
  private static final long SILENCE_NANOS = 25_000_000;

  private final ServerChannel channel;
  private final int backlog;
  private @Nullable SocketAddress address;
  private @Nullable AcceptTrouble trouble;

  // On the loop.
  private @Nullable LoopTimer timer;
  private final AcceptPermits permits;
  private boolean reading;
  private boolean backingOff;
  private boolean closing;
  private int accepted;
  private int seen;

  ChannelBinding(
      NettyEventLoop loop,
      ServerChannel channel,
      Listen listen,
      ConnectionAcceptor acceptor,
      Children children,
      UnixSocketFile file) {
    super(loop, children, file);
    this.channel = channel;
    this.backlog = listen.socket().backlog();
    this.permits = new AcceptPermits(acceptor);
  }

  /** Binds and starts accepting. */
  void start(SocketAddress wanted, SocketSettings settings, boolean unix) throws IOException {
    channel.config().setAutoRead(false);
    channel.config().setRecvByteBufAllocator(permits);
    channel.pipeline().addLast(new Accepts());
    Futures.await(loop().netty().register(channel));
    try {
      configure(channel.config(), settings, unix);
      Futures.await(channel.bind(Addresses.toNetty(wanted)));
    } catch (IOException | RuntimeException e) {
      var unused = channel.close();
      throw e;
    }
    SocketAddress bound =
        unix ? wanted : Objects.requireNonNull(Addresses.toJdk(channel.localAddress(), false));
    address = bound;
    trouble = new AcceptTrouble(bound);
    file().bound();
    loop().execute(this::resume);
  }

  private static void configure(ChannelConfig config, SocketSettings settings, boolean unix)
      throws IOException {
    Options.set(config, ChannelOption.SO_BACKLOG, settings.backlog());
    if (unix) {
      return;
    }
    Options.set(config, ChannelOption.SO_REUSEADDR, settings.reuseAddress());
    if (settings.reusePort()) {
      Options.set(config, UnixChannelOption.SO_REUSEPORT, true);
    }
    Integer receive = settings.receiveBuffer();
    if (receive != null) {
      Options.set(config, ChannelOption.SO_RCVBUF, receive);
    }
  }

  @Override
  void resume() {
    if (!reading && !backingOff && channel.isOpen() && permits.takeOne()) {
      reading = true;
      channel.read();
    }
  }

  private AcceptTrouble trouble() {
    return Objects.requireNonNull(trouble);
  }

  private final class Accepts extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      permits.spent();
      accepted++;
      trouble().over();
      children().adopt((Channel) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      reading = false;
      loop().nextTurn(ChannelBinding.this::resume); // an exception may follow, and then it waits
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      trouble().met(cause);
      if (!closing) {
        backingOff = true;
        timer().arm(AcceptTrouble.RETRY_NANOS);
      }
    }
  }

  private LoopTimer timer() {
    LoopTimer existing = timer;
    if (existing == null) {
      existing = loop().newTimer(this::timeUp);
      timer = existing;
    }
    return existing;
  }

  private void timeUp() {
    backingOff = false;
    if (!closing) {
      resume();
    } else if (reading && accepted > seen && accepted < backlog) {
      seen = accepted;
      timer().arm(SILENCE_NANOS);
    } else {
      closeChannel();
    }
  }

  @Override
  public SocketAddress address() {
    return Objects.requireNonNull(address);
  }

  @Override
  void closeOnLoop(boolean drain) {
    if (closing && drain) {
      return;
    }
    closing = true;
    backingOff = false;
    if (drain) {
      accepted = 0;
      seen = -1; // at least one round of silence
      resume();
      timer().arm(SILENCE_NANOS);
    } else {
      closeChannel();
    }
  }

  private void closeChannel() {
    Futures.whenDone(
        channel.close(),
        failure -> {
          permits.release();
          file().delete();
          ended(null);
        });
  }
}
