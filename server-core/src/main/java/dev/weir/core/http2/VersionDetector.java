package dev.weir.core.http2;

import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.spi.protocol.Protocol.StreamOpener;
import dev.weir.spi.protocol.ProtocolContext;
import dev.weir.spi.protocol.ProtocolHandler;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.LoopTimer;

/**
 * Waits for the bytes that tell one version from the other, and hands the stream over with all of
 * them. The first tells most: of the methods in use, one starts as HTTP/2's preface does, and the
 * third byte tells that one.
 */
final class VersionDetector implements ProtocolHandler {
  /** At shutdown, the first bytes may be on their way: they are waited for this long. */
  private static final long DRAIN_NANOS = 50_000_000L;

  private final ProtocolContext context;
  private final ByteStream stream;
  private final StreamOpener http1;
  private final StreamOpener http2;
  private final LoopTimer timer;
  private boolean draining;

  VersionDetector(ProtocolContext context, StreamOpener http1, StreamOpener http2, Limits limits) {
    this.context = context;
    this.stream = context.stream();
    this.http1 = http1;
    this.http2 = http2;
    this.timer = stream.loop().newTimer(stream::close);
    long header = limits.get(Limits.HEADER_TIMEOUT).toNanos();
    timer.arm(Math.min(header, limits.get(Limits.IDLE_TIMEOUT).toNanos()));
  }

  @Override
  public int input(LentBytes input) {
    byte[] preface = Http2Handler.PREFACE;
    int count = Math.min(preface.length, input.remaining());
    for (int i = 0; i < count; i++) {
      if (input.peek(i) != preface[i]) {
        handOver(http1);
        return 0;
      }
    }
    if (count == preface.length) {
      handOver(http2);
      return 0;
    }
    return count + 1;
  }

  private void handOver(StreamOpener version) {
    timer.cancel();
    context.handOver(surroundings -> {
      ProtocolHandler handler = version.open(surroundings);
      if (draining) {
        handler.drain(); // before its first request, whose answer can say so then
      }
      return handler;
    });
  }

  @Override
  public void inputEnded(LentBytes rest) {
    if (rest.remaining() == 0) {
      stream.close();
    } else {
      handOver(http1); // which refuses the beginning of a preface
    }
  }

  @Override
  public void drain() {
    draining = true;
    timer.arm(DRAIN_NANOS);
  }

  @Override
  public void closed(CloseCause cause) {
    timer.cancel();
  }
}
