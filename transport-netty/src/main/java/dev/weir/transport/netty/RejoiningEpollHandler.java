package dev.weir.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Netty's epoll handler, from which a descriptor can leave and come back.
 *
 * <p>Netty takes a descriptor without events out of the epoll set, rightly, as EPOLLHUP would wake
 * the loop for ever; but (seen in 4.2.18) it doesn't put it back when events are wanted again: the
 * next epoll_ctl fails with ENOENT. So a half-closed peer whose answer doesn't fit the socket's
 * buffer, or a paused one, would be cut. Here, a registration whose events are gone is cancelled,
 * and made anew when there are some.
 *
 * <p>It is also where input of streams is seen before Netty does, and read {@linkplain
 * StreamReads#readPast past it}. Netty is told of what is there again and again until it has taken
 * it (level-triggered), which makes the system look at each socket once more after it was read; who
 * reads until nothing is left has no need of that. So TCP connections are told once
 * (edge-triggered), until something comes that is Netty's to handle.
 */
final class RejoiningEpollHandler implements IoHandler {
  private static final EpollIoOps INPUT = EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLRDHUP);

  /** EPOLLPRI, which Netty has no name for. */
  private static final EpollIoOps URGENT_DATA = EpollIoOps.valueOf(0x2);

  /** Input told once; urgent data, too, as it ends a read before its time. */
  private static final EpollIoOps INPUT_ONCE = INPUT.with(EpollIoOps.EPOLLET).with(URGENT_DATA);

  private final IoHandler epoll;

  private RejoiningEpollHandler(IoHandler epoll) {
    this.epoll = epoll;
  }

  static IoHandlerFactory newFactory() {
    IoHandlerFactory epoll = EpollIoHandler.newFactory();
    return new IoHandlerFactory() {
      @Override
      public IoHandler newHandler(ThreadAwareExecutor executor) {
        return new RejoiningEpollHandler(epoll.newHandler(executor));
      }

      @Override
      public boolean isChangingThreadSupported() {
        return epoll.isChangingThreadSupported();
      }
    };
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    return epoll.run(context);
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    Member member = new Member((EpollIoHandle) handle);
    member.join();
    handle.registered();
    return member;
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> handleType) {
    return epoll.isCompatible(handleType);
  }

  /** Stands between a handle and its registrations, of which it has one or, at times, none. */
  private final class Member implements IoRegistration, EpollIoHandle {
    private final EpollIoHandle handle;
    private final @Nullable StreamReads reads; // a stream's
    private final boolean mayBeToldOnce;
    private boolean toldOnce; // now
    private @Nullable IoRegistration current;
    private @Nullable IoRegistration latest;
    private boolean leaving;
    private volatile boolean cancelled;

    Member(EpollIoHandle handle) {
      this.handle = handle;
      Channel channel = handle instanceof Channel.Unsafe unsafe ? channelOf(unsafe) : null;
      this.reads = channel == null ? null : readsOf(channel);
      // What a read of a Unix domain socket leaves, there may be more of.
      this.mayBeToldOnce = reads != null && channel instanceof SocketChannel;
    }

    private static Channel channelOf(Channel.Unsafe unsafe) {
      return unsafe.voidPromise().channel(); // it doesn't tell otherwise
    }

    private static @Nullable StreamReads readsOf(Channel channel) {
      RecvByteBufAllocator allocator = channel.config().getRecvByteBufAllocator();
      return allocator instanceof StreamReads reads ? reads : null;
    }

    IoRegistration join() throws Exception {
      IoRegistration joined = epoll.register(this);
      current = joined;
      latest = joined;
      return joined;
    }

    @Override
    public long submit(IoOps ops) {
      if (cancelled) {
        return -1;
      }
      int value = ((EpollIoOps) ops).value();
      toldOnce = mayBeToldOnce && value == INPUT.value();
      if (value == EpollIoOps.NONE.value()) {
        leave();
        return 0;
      }
      return change(toldOnce ? INPUT_ONCE : ops);
    }

    /** The system looks anew at what is there. */
    private long change(IoOps ops) {
      IoRegistration joined = current;
      try {
        return (joined == null ? join() : joined).submit(ops);
      } catch (RuntimeException e) {
        throw e;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (Exception e) {
        throw new IllegalStateException("epoll doesn't take the descriptor back", e);
      }
    }

    private void leave() {
      IoRegistration joined = current;
      if (joined != null) {
        current = null;
        leaving = true;
        try {
          joined.cancel();
        } finally {
          leaving = false;
        }
      }
    }

    @Override
    public boolean cancel() {
      if (cancelled) {
        return false;
      }
      cancelled = true;
      toldOnce = false;
      IoRegistration joined = current;
      if (joined == null) {
        handle.unregistered();
        return true;
      }
      current = null;
      return joined.cancel();
    }

    @Override
    public boolean isValid() {
      return !cancelled;
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // as the interface has it
    public <T> T attachment() {
      return Objects.requireNonNull(latest).attachment();
    }

    @Override
    public FileDescriptor fd() {
      return handle.fd();
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      if (reads == null || !isInput(event) || !reads.readPast()) {
        if (toldOnce) {
          toldOnce = false;
          change(INPUT); // Netty expects to be told again of what it leaves
        }
        handle.handle(this, event);
      } else if (toldOnce && reads.mayHaveMore()) {
        change(INPUT_ONCE);
      }
    }

    /** Whether it is input, and nothing else: no half-close, error or room for output. */
    private static boolean isInput(IoEvent event) {
      return ((EpollIoEvent) event).ops().value() == EpollIoOps.EPOLLIN.value();
    }

    @Override
    public void registered() {
      // Told once, by register.
    }

    @Override
    public void unregistered() {
      if (!leaving) {
        handle.unregistered();
      }
    }

    @Override
    public void close() throws IOException {
      try {
        handle.close();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
