package dev.weir.transport.netty;

import dev.weir.Listen;
import dev.weir.Listen.SocketSettings;
import dev.weir.spi.transport.Binding;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Accepts through one of Netty's server channels, where there is no other way: io_uring is asked to
 * accept in advance. So one permit is held by the accept under way, as long as one is.
 */
final class ChannelBinding implements Binding, OpenBinding {
  /** How long the backlog must have been silent to count as empty. */
  private static final long SILENCE_NANOS = 25_000_000;

  private final NettyEventLoop loop;
  private final ServerChannel channel;
  private final Children children;
  private final UnixSocketFile file;
  private final int backlog;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
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
    this.loop = loop;
    this.channel = channel;
    this.children = children;
    this.file = file;
    this.backlog = listen.socket().backlog();
    this.permits = new AcceptPermits(acceptor);
  }

  /** Binds and starts accepting. */
  void start(SocketAddress wanted, SocketSettings settings, boolean unix) throws IOException {
    channel.config().setAutoRead(false);
    channel.config().setRecvByteBufAllocator(permits);
    channel.pipeline().addLast(new Accepts());
    Futures.await(loop.netty().register(channel));
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
    file.bound();
    loop.execute(this::arm);
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

  private void arm() {
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
      children.adopt((Channel) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      reading = false;
      loop.nextTurn(ChannelBinding.this::arm); // an exception may follow, and then it waits
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
      existing = loop.newTimer(this::timeUp);
      timer = existing;
    }
    return existing;
  }

  private void timeUp() {
    backingOff = false;
    if (!closing) {
      arm();
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
  public void resumeAccepting() {
    if (!closed.isDone()) {
      loop.tryExecute(this::arm);
    }
  }

  @Override
  public CompletionStage<Void> close() {
    return end(true);
  }

  @Override
  public CompletionStage<Void> closeNow() {
    return end(false);
  }

  private CompletionStage<Void> end(boolean drain) {
    if (!loop.tryExecute(() -> closeOnLoop(drain))) {
      closed.complete(null); // the loop has ended, and closed the channel
    }
    return closed.minimalCompletionStage();
  }

  private void closeOnLoop(boolean drain) {
    if (closing && drain) {
      return;
    }
    closing = true;
    backingOff = false;
    if (drain) {
      accepted = 0;
      seen = -1; // at least one round of silence
      arm();
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
          children.forget(this);
          file.delete();
          closed.complete(null);
        });
  }
}
