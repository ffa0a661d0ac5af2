package dev.weir.spi.proxy;

import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.OutputChain;
import dev.weir.spi.transport.StreamHandler;
import dev.weir.spi.transport.TransportConnection;

/** A stream behind its header: the transport's own, of a connection whose client is known. */
record ProxiedStream(ByteStream stream, TransportConnection connection) implements ByteStream {
  @Override
  public OutputChain output() {
    return stream.output();
  }

  @Override
  public OutputChain newOutput() {
    return stream.newOutput();
  }

  @Override
  public boolean submit(OutputChain chain) {
    return stream.submit(chain);
  }

  @Override
  public boolean submit(OutputChain chain, Runnable ordered) {
    return stream.submit(chain, ordered);
  }

  @Override
  public long pendingBytes() {
    return stream.pendingBytes();
  }

  @Override
  public boolean isWritable() {
    return stream.isWritable();
  }

  @Override
  public void pauseReading() {
    stream.pauseReading();
  }

  @Override
  public void resumeReading() {
    stream.resumeReading();
  }

  @Override
  public boolean isReadingPaused() {
    return stream.isReadingPaused();
  }

  @Override
  public int maxHeld() {
    return stream.maxHeld();
  }

  @Override
  public void maxHeld(int bytes) {
    stream.maxHeld(bytes);
  }

  @Override
  public void handOver(StreamHandler successor) {
    stream.handOver(successor);
  }

  @Override
  public void endOutput() {
    stream.endOutput();
  }

  @Override
  public void close() {
    stream.close();
  }

  @Override
  public void close(long quietNanos) {
    stream.close(quietNanos);
  }

  @Override
  public void abort(CloseCause cause) {
    stream.abort(cause);
  }
}
