package dev.weir.spi.proxy;

import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.ProxyHeader;
import dev.weir.internal.LentArrays;
import dev.weir.internal.OpenStages;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.ConnectionHandler;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.LoopTimer;
import dev.weir.spi.transport.StreamHandler;
import dev.weir.spi.transport.TransportConnection;
import org.jspecify.annotations.Nullable;

/** A trusted proxy's connection from its accept to its end. On its loop. */
final class ProxyConnection implements ConnectionHandler {
  private static final LentArrays.Access ARRAYS = LentArrays.access();

  private final ProxyAcceptor acceptor;
  private final TransportConnection connection;
  private final Runnable settled;
  private @Nullable ConnectionHandler handler;

  ProxyConnection(ProxyAcceptor acceptor, TransportConnection connection) {
    this.acceptor = acceptor;
    this.connection = connection;
    this.settled = acceptor.expected(connection);
  }

  @Override
  public StreamHandler streamOpened(ByteStream stream) {
    return new HeaderStage(stream, acceptor.limits());
  }

  @Override
  public void closed(CloseCause cause) {
    if (handler != null) {
      handler.closed(cause);
    } else {
      acceptor.releasePermit();
      settled.run();
    }
  }

  /** It is known whose it is: the stream goes on with the protocol inside. */
  private void accept(ProxyHeader header, ByteStream stream) {
    ProxiedConnection proxied = new ProxiedConnection(connection, header);
    ConnectionHandler accepted = acceptor.inner().accepted(proxied);
    handler = accepted;
    settled.run();
    CloseCause refusal = proxied.opened();
    if (refusal != null) {
      stream.abort(refusal);
    } else {
      stream.handOver(accepted.streamOpened(new ProxiedStream(stream, proxied)));
    }
  }

  /** The stream before its header is complete. */
  private final class HeaderStage implements StreamHandler, OpenStages.Stage {
    private final ByteStream stream;
    private final LoopTimer deadline;
    private final int maxBytes;
    private boolean begun;
    private boolean draining;
    private boolean over;

    HeaderStage(ByteStream stream, Limits limits) {
      this.stream = stream;
      this.maxBytes = Math.toIntExact(limits.get(Limits.MAX_PROXY_HEADER));
      this.deadline = stream.loop().newTimer(this::timedOut);
      deadline.arm(limits.get(Limits.PROXY_HEADER_TIMEOUT).toNanos());
      acceptor.headers().add(this);
    }

    @Override
    public EventLoop loop() {
      return stream.loop();
    }

    /** A proxy in the middle of its header has the time that it had. */
    @Override
    public void drain() {
      if (!begun && !over && !draining) {
        draining = true;
        stream.loop().newTimer(this::giveUpSilent).arm(OpenStages.SILENT_NANOS);
      }
    }

    private void giveUpSilent() {
      if (!begun && !over) {
        end();
        stream.close(Long.MAX_VALUE);
      }
    }

    @Override
    public int input(LentBytes input) {
      if (over) {
        input.skip(input.remaining());
        return 0;
      }
      begun |= input.remaining() > 0;
      int from = ARRAYS.position(input);
      HeaderReader.Progress progress;
      try {
        progress = HeaderReader.read(ARRAYS.array(input), from, from + input.remaining(), maxBytes);
      } catch (ProxyHeaderException e) {
        refuse(e.reason());
        return 0;
      }
      ProxyHeader header = progress.header();
      if (header == null) {
        return progress.bytes();
      }
      input.skip(progress.bytes());
      end();
      accept(header, stream);
      return 0;
    }

    @Override
    public void inputEnded(LentBytes rest) {
      if (over) {
        return;
      }
      if (rest.remaining() > 0) {
        refuse("it ended inside of its header");
      } else { // a look at whether somebody listens
        end();
        stream.close();
      }
    }

    private void timedOut() {
      acceptor.refusals().refused(connection, "its header didn't come in time");
      end();
      stream.abort(CloseCause.TIMED_OUT);
    }

    private void refuse(String why) {
      acceptor.refusals().refused(connection, why);
      end();
      stream.abort(CloseCause.failed(new ProxyHeaderException(why)));
    }

    private void end() {
      over = true;
      deadline.cancel();
      acceptor.headers().remove(this);
    }

    @Override
    public void closed(CloseCause cause) {
      end();
    }
  }
}
