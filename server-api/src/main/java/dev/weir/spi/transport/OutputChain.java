package dev.weir.spi.transport;

import dev.weir.ByteOutput;
import dev.weir.annotation.Preview;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Output as a chain of pooled segments, shared arrays and file regions. Encoders append at its tail;
 * the transport takes from its head.
 *
 * <p>Invariants: exactly the last link may be open, and then {@link #array}, {@link #position} and
 * {@link #limit} are its array and the free part of it; a chain that is empty owns no array.
 *
 * <p>For one thread at a time.
 */
@Preview
public final class OutputChain extends ByteOutput {
  private static final byte[] NONE = new byte[0];

  /** Below this, copying is cheaper than a link of its own. */
  private static final int SHARE_BYTES = 2 << 10;

  private final SegmentPool pool;
  private @Nullable Link head;
  private @Nullable Link tail;
  private boolean open;
  private long sealedBytes;

  /** An empty chain whose segments come from, and go back to, {@code pool}. */
  public OutputChain(SegmentPool pool) {
    super(NONE, 0, 0);
    this.pool = pool;
  }

  /** A stretch of bytes in an array ({@code file} is null) or in a file. */
  private static final class Link {
    final byte[] array;
    final boolean pooled;
    final @Nullable FileRegion file;
    long from;
    long to;
    @Nullable Link next;

    Link(byte[] array, boolean pooled, @Nullable FileRegion file, long from, long to) {
      this.array = array;
      this.pooled = pooled;
      this.file = file;
      this.from = from;
      this.to = to;
    }
  }

  @Override
  public long size() {
    return open ? sealedBytes + position - openFrom() : sealedBytes;
  }

  /** Whether nothing waits to be taken. */
  public boolean isEmpty() {
    return size() == 0;
  }

  /** Appends a range of a file; the chain closes the file once it is taken or released. */
  public void writeFile(FileRegion region) {
    seal();
    link(new Link(NONE, false, region, region.position(), region.position() + region.length()));
    sealedBytes += region.length();
  }

  /** Moves all that {@code other} holds to the end of this chain. */
  public void append(OutputChain other) {
    if (other == this) {
      throw new IllegalArgumentException("A chain can't be appended to itself");
    }
    other.seal();
    Link first = other.head;
    if (first == null) {
      return;
    }
    seal();
    if (tail == null) {
      head = first;
    } else {
      tail.next = first;
    }
    tail = other.tail;
    sealedBytes += other.sealedBytes;
    other.head = null;
    other.tail = null;
    other.sealedBytes = 0;
  }

  /**
   * Copies bytes from the head into {@code target}, without taking them, up to its limit or to the
   * first file.
   *
   * @return how many were copied
   */
  public int copyTo(ByteBuffer target) {
    seal();
    int start = target.position();
    for (Link link = head; link != null && link.file == null && target.hasRemaining(); link = link.next) {
      int count = (int) Math.min(link.to - link.from, target.remaining());
      target.put(link.array, (int) link.from, count);
    }
    return target.position() - start;
  }

  /** The rest of the file region at the head, or null if bytes are there, or nothing. */
  public @Nullable FileRegion headFile() {
    Link first = head;
    if (first == null || first.file == null) {
      return null;
    }
    return new FileRegion(first.file.channel(), first.from, first.to - first.from);
  }

  /** Takes {@code count} bytes from the head: they have been sent. */
  public void consume(long count) {
    Objects.checkFromIndexSize(0L, count, size());
    seal();
    sealedBytes -= count;
    long left = count;
    Link first = head;
    while (first != null && left >= first.to - first.from) {
      left -= first.to - first.from;
      Link next = first.next;
      recycle(first);
      first = next;
    }
    if (first != null) {
      first.from += left;
    }
    head = first;
    if (first == null) {
      tail = null;
    }
  }

  /** Drops all that it holds. */
  public void release() {
    seal();
    for (Link link = head; link != null; link = link.next) {
      recycle(link);
    }
    head = null;
    tail = null;
    sealedBytes = 0;
  }

  @Override
  protected void makeRoom(int atLeast) {
    seal();
    byte[] segment = pool.acquire();
    link(new Link(segment, true, null, 0, 0));
    open = true;
    array = segment;
    position = 0;
    limit = segment.length;
  }

  @Override
  protected void writeShared(byte[] source, int offset, int length) {
    if (length < SHARE_BYTES) {
      write(source, offset, length);
      return;
    }
    seal();
    link(new Link(source, false, null, offset, (long) offset + length));
    sealedBytes += length;
  }

  private long openFrom() {
    return Objects.requireNonNull(tail).from;
  }

  private void seal() {
    if (open) {
      Link last = Objects.requireNonNull(tail);
      last.to = position;
      sealedBytes += last.to - last.from;
      open = false;
      array = NONE;
      position = 0;
      limit = 0;
    }
  }

  private void link(Link link) {
    if (tail == null) {
      head = link;
    } else {
      tail.next = link;
    }
    tail = link;
  }

  private void recycle(Link link) {
    if (link.pooled) {
      pool.release(link.array);
    } else if (link.file != null) {
      try {
        link.file.close();
      } catch (IOException e) {
        // The bytes have been sent or given up; that the file didn't close is worth a line only.
        Log.LOGGER.log(Level.WARNING, "A file that was sent couldn't be closed", e);
      }
    }
  }

  private static final class Log {
    static final Logger LOGGER = System.getLogger(OutputChain.class.getName());
  }

  @Override
  public String toString() {
    return "OutputChain[" + size() + "]";
  }
}
