package dev.weir.core.http2;

import org.jspecify.annotations.Nullable;

/**
 * The open streams of a connection by their numbers: a hash table with open addressing, since a
 * look-up comes with every frame.
 *
 * <p>It remembers the latest that this side has reset, too: frames that the client sent before it
 * knew are no mistake (RFC 9113, section 5.4.2).
 */
final class StreamTable {
  private static final int FIRST_CAPACITY = 8;

  private final int remembered;
  private int[] latestResets = new int[0];
  private int resets;

  private @Nullable Http2Stream[] slots = new Http2Stream[FIRST_CAPACITY];
  private int size;
  private int highest;

  /**
   * @param remembered how many resets are remembered
   */
  StreamTable(int remembered) {
    this.remembered = remembered;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The highest number that was opened, or 0. */
  int highest() {
    return highest;
  }

  /** A stream of that number has been opened, whether it is kept or not. */
  void opened(int id) {
    highest = id;
  }

  @Nullable Http2Stream get(int id) {
    int at = slot(id);
    for (Http2Stream found = slots[at]; found != null; found = slots[at]) {
      if (found.id() == id) {
        return found;
      }
      at = at + 1 & slots.length - 1;
    }
    return null;
  }

  void add(Http2Stream stream) {
    if (2 * size >= slots.length) {
      grow();
    }
    insert(stream);
    size++;
  }

  private void insert(Http2Stream stream) {
    int at = slot(stream.id());
    while (slots[at] != null) {
      at = at + 1 & slots.length - 1;
    }
    slots[at] = stream;
  }

  private void grow() {
    @Nullable Http2Stream[] before = slots;
    slots = new Http2Stream[2 * before.length];
    for (Http2Stream stream : before) {
      if (stream != null) {
        insert(stream);
      }
    }
  }

  /** Removes a stream, and moves up those that had to give way to it. */
  void remove(Http2Stream stream) {
    int mask = slots.length - 1;
    int hole = slot(stream.id());
    while (slots[hole] != stream) {
      if (slots[hole] == null) {
        return;
      }
      hole = hole + 1 & mask;
    }
    int at = hole;
    while (true) {
      at = at + 1 & mask;
      Http2Stream next = slots[at];
      if (next == null) {
        break;
      }
      if ((at - slot(next.id()) & mask) >= (at - hole & mask)) {
        slots[hole] = next;
        hole = at;
      }
    }
    slots[hole] = null;
    size--;
  }

  /** All streams; a copy, so that they may end while one goes through them. */
  Http2Stream[] all() {
    Http2Stream[] all = new Http2Stream[size];
    int count = 0;
    for (Http2Stream stream : slots) {
      if (stream != null) {
        all[count++] = stream;
      }
    }
    return all;
  }

  /** Clients' streams have odd numbers. */
  private int slot(int id) {
    return id >>> 1 & slots.length - 1;
  }

  void rememberReset(int id) {
    if (latestResets.length == 0) {
      latestResets = new int[remembered];
    }
    latestResets[resets++ % remembered] = id;
  }

  /** Whether this side has reset that stream, not long ago. */
  boolean wasReset(int id) {
    for (int each : latestResets) {
      if (each == id) {
        return true;
      }
    }
    return false;
  }
}
