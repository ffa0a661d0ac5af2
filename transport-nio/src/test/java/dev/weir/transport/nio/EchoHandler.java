package dev.weir.transport.nio;

import dev.weir.LentBytes;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.StreamHandler;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Sends back what comes, no faster than it is taken. */
class EchoHandler implements StreamHandler {
  final ByteStream stream;
  final AtomicLong mostPending = new AtomicLong();
  final CountDownLatch paused = new CountDownLatch(1);

  EchoHandler(ByteStream stream) {
    this.stream = stream;
  }

  @Override
  public int input(LentBytes input) {
    stream.output().write(input);
    mostPending.accumulateAndGet(stream.pendingBytes(), Math::max);
    if (!stream.isWritable()) {
      stream.pauseReading();
      paused.countDown();
    }
    return 0;
  }

  @Override
  public void writable() {
    stream.resumeReading();
  }

  @Override
  public void inputEnded(LentBytes rest) {
    stream.endOutput();
  }

  @Override
  public void closed(CloseCause cause) {}
}
