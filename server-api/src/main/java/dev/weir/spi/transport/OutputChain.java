package dev.weir.spi.transport;

import dev.weir.ByteOutput;
import dev.weir.annotation.Preview;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Output as a chain of pooled segments, shared arrays and file regions. Encoders append at its
 * tail; the transport takes from its head.
 *
 * <p>Invariants: only the last link may be open, and then {@link #array}, {@link #position} and
 * {@link #limit} are its array and the free part of it; a chain that is empty owns nothing. A
 * sealed segment at the tail is opened again as long as it has room: so output that is looked at
 * between small writes doesn't spend a segment on each.
 *
 * <p>For one thread at a time.
 */
@Preview
public final class OutputChain extends ByteOutput {
  private static final byte[] NONE = new byte[0];

  /** Below this, copying is cheaper than a link of its own. */
  private static final int SHARE_BYTES = 2 << 10;

  private final SegmentPool pool;
  private final boolean discarding;
  private @Nullable OutputLink head;
  private @Nullable OutputLink tail;
  private @Nullable OutputChain neighbour;
  private @Nullable ReadMemory lent;
  private boolean refersToLent;
  private boolean open;
  private long sealedBytes;

  /** An empty chain whose segments come from, and go back to, {@code pool}. */
  public OutputChain(SegmentPool pool) {
    this(pool, false);
  }

  private OutputChain(SegmentPool pool, boolean discarding) {
    super(NONE, 0, 0);
    this.pool = pool;
    this.discarding = discarding;
  }

  /** For what nobody gets: files, and what other chains hold, are released at once. */
  static OutputChain discarding(SegmentPool pool) {
    return new OutputChain(pool, true);
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
    if (region.length() == 0 || discarding) {
      OutputLink.close(region);
      return;
    }
    seal();
    link(OutputLink.of(region));
    sealedBytes += region.length();
  }

  /** Moves all that {@code other} holds to the end of this chain. */
  public void append(OutputChain other) {
    requireOther(other);
    if (discarding) {
      other.release();
      return;
    }
    other.seal();
    other.copyLent();
    OutputLink first = other.head;
    if (first == null) {
      return;
    }
    if (tail != null
        && first.next == null
        && first.file == null
        && other.sealedBytes < SHARE_BYTES) {
      // Or a thousand small chains would hold a thousand segments.
      write(first.array, (int) first.from, (int) other.sealedBytes);
      other.release();
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
    other.forget();
  }

  /**
   * Moves bytes from the head of this chain to the end of {@code target}: for who frames what
   * somebody else has written. Whole links move as they are; of one that is cut, the part is
   * copied.
   *
   * @param max the most bytes to move
   * @return how many were moved; fewer than {@code max} if there aren't more
   * @throws IllegalStateException if a file is among them
   */
  public long transferTo(OutputChain target, long max) {
    target.requireOther(this);
    seal();
    copyLent();
    long left = Math.min(max, sealedBytes);
    long moved = left;
    while (left > 0) {
      OutputLink first = Objects.requireNonNull(head);
      if (first.file != null) {
        throw new IllegalStateException("A file can't be moved in parts");
      }
      int length = (int) Math.min(left, first.length());
      left -= length;
      if (length == first.length() && length >= SHARE_BYTES) {
        head = first.next;
        if (head == null) {
          tail = null;
        }
        sealedBytes -= length;
        first.next = null;
        target.seal();
        target.link(first);
        target.sealedBytes += length;
      } else {
        if (first.pooled) {
          target.write(first.array, (int) first.from, length);
        } else {
          target.writeShared(first.array, (int) first.from, length);
        }
        consume(length);
      }
    }
    return moved;
  }

  /** Moves all that {@code other} holds to the front of this chain. */
  void prepend(OutputChain other) {
    requireOther(other);
    other.seal();
    other.copyLent();
    OutputLink last = other.tail;
    if (last == null) {
      return;
    }
    seal();
    last.next = head;
    head = other.head;
    if (tail == null) {
      tail = last;
    }
    sealedBytes += other.sealedBytes;
    other.forget();
  }

  private void requireOther(OutputChain other) {
    if (other == this) {
      throw new IllegalArgumentException("A chain can't be moved into itself");
    }
  }

  /** Links it into a list of chains: for who queues them. */
  void neighbour(@Nullable OutputChain other) {
    neighbour = other;
  }

  /** The chain that it was linked to, once. */
  @Nullable OutputChain takeNeighbour() {
    OutputChain other = neighbour;
    neighbour = null;
    return other;
  }

  /** For a chain that is going to wait: a few bytes don't keep a whole segment from the pool. */
  public void trim() {
    seal();
    OutputLink only = head;
    if (only == null
        || only.next != null
        || !only.pooled
        || only.array.length <= SmallSegments.BYTES
        || sealedBytes >= SHARE_BYTES) {
      return;
    }
    OutputLink exact = only.trimmed();
    recycle(only);
    forget();
    link(exact);
    sealedBytes = exact.length();
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
    for (OutputLink link = head;
        link != null && link.file == null && target.hasRemaining();
        link = link.next) {
      link.copyTo(target);
    }
    return target.position() - start;
  }

  /** Whether a file is at the head, whose bytes {@link #copyTo} doesn't copy. */
  public boolean isFileAtHead() {
    return head != null && head.file != null;
  }

  /** The rest of the file region at the head, or null if bytes are there, or nothing. */
  public @Nullable FileRegion headFile() {
    return head == null ? null : head.fileRegion();
  }

  /**
   * Sends of what the file region at the head has left, and takes what was sent.
   *
   * @param max the most bytes to send
   * @return how many bytes {@code target} took; 0 if it takes none now
   * @throws EOFException if the file has become shorter than the region
   * @throws IllegalStateException if no file is at the head
   */
  public long transferFileTo(WritableByteChannel target, long max) throws IOException {
    FileRegion rest = headFile();
    if (rest == null) {
      throw new IllegalStateException("No file is at the head of the output");
    }
    long sent = OutputLink.transfer(rest, target, max);
    consume(sent);
    return sent;
  }

  /** Takes {@code count} bytes from the head: they have been sent. */
  public void consume(long count) {
    Objects.checkFromIndexSize(0L, count, size());
    seal();
    sealedBytes -= count;
    long left = count;
    OutputLink first = head;
    while (first != null && left >= first.length()) {
      left -= first.length();
      OutputLink next = first.next;
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

  /** How many links it has: segments, shared arrays and files. For tests. */
  int segments() {
    int count = 0;
    for (OutputLink link = head; link != null; link = link.next) {
      count++;
    }
    return count;
  }

  /** Drops all that it holds. */
  public void release() {
    seal();
    OutputLink link = head;
    while (link != null) {
      OutputLink next = link.next;
      recycle(link);
      link = next;
    }
    forget();
  }

  private void forget() {
    head = null;
    tail = null;
    sealedBytes = 0;
    refersToLent = false;
  }

  @Override
  protected void makeRoom(int atLeast) {
    seal();
    OutputLink last = tail;
    if (last != null && last.pooled && last.array.length - last.to >= atLeast) {
      sealedBytes -= last.length();
    } else {
      last = pool.acquire();
      link(last);
    }
    open = true;
    array = last.array;
    position = (int) last.to;
    limit = last.array.length;
  }

  @Override
  protected void writeShared(byte[] source, int offset, int length) {
    if (length < SHARE_BYTES) {
      write(source, offset, length);
      return;
    }
    seal();
    link(OutputLink.of(source, offset, length));
    sealedBytes += length;
  }

  // ---- What is lent.

  /**
   * Until {@link #endLend}, a piece of this memory's array that is written, and is large or the
   * first, is referred to where the system read it to, and not copied.
   */
  void lend(ReadMemory memory) {
    lent = memory;
  }

  /** Whether lent memory is referred to, or was since the last {@link #endLend}. */
  boolean refersToLent() {
    return refersToLent;
  }

  /** Ends the lend: what is still here of it is copied. */
  void endLend() {
    lent = null;
    copyLent();
  }

  private void copyLent() {
    if (!refersToLent) {
      return;
    }
    refersToLent = false;
    for (OutputLink link = head; link != null; link = link.next) {
      link.copyLent();
    }
  }

  @Override
  protected boolean referTo(byte[] source, int offset, int length) {
    ReadMemory memory = lent;
    if (memory == null || memory.array() != source || !isWorthReferring(length)) {
      return false;
    }
    seal();
    link(OutputLink.of(memory, offset, length));
    sealedBytes += length;
    refersToLent = true;
    return true;
  }

  /** A little piece is if it is all there is: behind others it would cost a link and spare none. */
  private boolean isWorthReferring(int length) {
    return length >= SHARE_BYTES || length > 0 && isEmpty();
  }

  /**
   * The bytes at the head where they stand in the memory that the transport itself read to, between
   * position and limit; null if others are there. For the transport's next call only.
   */
  public @Nullable ByteBuffer headMemory() {
    return head == null ? null : head.lentMemory();
  }

  private long openFrom() {
    return Objects.requireNonNull(tail).from;
  }

  private void seal() {
    if (open) {
      OutputLink last = Objects.requireNonNull(tail);
      last.to = position;
      sealedBytes += last.length();
      open = false;
      array = NONE;
      position = 0;
      limit = 0;
    }
  }

  private void link(OutputLink link) {
    if (tail == null) {
      head = link;
    } else {
      tail.next = link;
    }
    tail = link;
  }

  private void recycle(OutputLink link) {
    if (link.pooled) {
      pool.release(link);
    } else if (link.file != null) {
      OutputLink.close(link.file);
    }
  }

  @Override
  public String toString() {
    return "OutputChain[" + size() + "]";
  }
}
