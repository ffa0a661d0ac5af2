package dev.weir.transport.nio.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** An {@code epoll} with memory for what it tells. On one thread. */
final class Epoll {
  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLL_CTL_DEL = 2;
  private static final int EPOLL_CTL_MOD = 3;

  // struct epoll_event, which is packed on x86-64 only.
  private static final int EVENT_BYTES = Libc.AARCH64 ? 16 : 12;
  private static final int DATA = Libc.AARCH64 ? 8 : 4;

  private static final int MAX_EVENTS = 1_024;

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment callState = Libc.callState(arena);
  private final MemorySegment events = arena.allocate((long) MAX_EVENTS * EVENT_BYTES, 8);
  private final MemorySegment event = arena.allocate(EVENT_BYTES, 8);
  private int number;

  Epoll() throws IOException {
    number = create();
  }

  private int create() throws IOException {
    return Libc.check("epoll_create1", Libc.epollCreate1(Libc.CLOSE_ON_EXEC, callState));
  }

  /**
   * Changes what is asked of a descriptor; 0 is nothing.
   *
   * @return 0, or the negative errno
   */
  int control(int descriptor, int before, int asked) {
    event.set(JAVA_INT_UNALIGNED, 0, asked);
    event.set(JAVA_LONG_UNALIGNED, DATA, descriptor);
    int operation = before == 0 ? EPOLL_CTL_ADD : asked == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_MOD;
    return Libc.epollCtl(number, operation, descriptor, event.address(), callState);
  }

  /**
   * Returns how many descriptors are ready.
   *
   * @param wait whether to wait until there are some
   */
  int await(boolean wait) throws IOException {
    int millis = wait ? -1 : 0;
    int count = Libc.epollWait(number, events.address(), MAX_EVENTS, millis, callState);
    if (count < 0 && count != -Libc.EINTR) {
      throw Libc.exception("epoll_wait", count);
    }
    return Math.max(count, 0);
  }

  /** The descriptor that is ready as number {@code index} of the last wait. */
  int descriptor(int index) {
    return events.get(JAVA_INT_UNALIGNED, (long) index * EVENT_BYTES + DATA);
  }

  /** And what it is ready for. */
  int events(int index) {
    return events.get(JAVA_INT_UNALIGNED, (long) index * EVENT_BYTES);
  }

  /** Forgets all that it was asked. */
  void renew() throws IOException {
    int old = number;
    number = create();
    close(old);
  }

  void close() {
    close(number);
  }

  private void close(int epoll) {
    var unused = Libc.close(epoll, callState); // it has nothing to lose
  }
}
