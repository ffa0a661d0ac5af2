package dev.weir.testkit.transport;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A client whose bytes go out otherwise than they were written. */
class ShapedPeer implements Peer {
  private final Peer inner;
  private final AtomicInteger received = new AtomicInteger();

  ShapedPeer(Peer inner) {
    this.inner = inner;
  }

  /** One that sends each byte by itself. */
  static ShapedPeer trickling(Peer inner) {
    return new ShapedPeer(inner) {
      @Override
      public void write(byte[] bytes) throws IOException {
        for (byte each : bytes) {
          inner.write(new byte[] {each});
        }
      }
    };
  }

  /** One that sends these bytes first, together with what it is given first. */
  static ShapedPeer beginningWith(byte[] beginning, Peer inner) {
    AtomicBoolean begun = new AtomicBoolean();
    return new ShapedPeer(inner) {
      @Override
      public void write(byte[] bytes) throws IOException {
        if (begun.getAndSet(true)) {
          inner.write(bytes);
        } else {
          byte[] all = Arrays.copyOf(beginning, beginning.length + bytes.length);
          System.arraycopy(bytes, 0, all, beginning.length, bytes.length);
          inner.write(all);
        }
      }
    };
  }

  /** One that sends what it is given first, and nothing after that. */
  static ShapedPeer fallingSilent(Peer inner) {
    AtomicInteger writes = new AtomicInteger();
    return new ShapedPeer(inner) {
      @Override
      public void write(byte[] bytes) throws IOException {
        if (writes.getAndIncrement() == 0) {
          inner.write(bytes);
        }
      }
    };
  }

  /** How many bytes have come. */
  int received() {
    return received.get();
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    inner.write(bytes);
  }

  @Override
  public int read(byte[] target) throws IOException {
    int count = inner.read(target);
    received.addAndGet(Math.max(0, count));
    return count;
  }

  @Override
  public void finish() throws IOException {
    inner.finish();
  }

  @Override
  public void reset() throws IOException {
    inner.reset();
  }

  @Override
  public void close() throws IOException {
    inner.close();
  }
}
