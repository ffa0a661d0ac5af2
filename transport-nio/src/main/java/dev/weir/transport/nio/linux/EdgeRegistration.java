package dev.weir.transport.nio.linux;

import dev.weir.transport.nio.socket.Selectable;
import java.nio.channels.ClosedChannelException;

/**
 * Told once of what comes, which spares the system a look at each socket that was ready before, for
 * whether it still is. What was told is kept here until the socket says that it is used up: a read
 * that doesn't fill its memory has taken all there was, and a write that isn't taken whole has
 * filled the room; whatever changes after that is told again.
 */
final class EdgeRegistration extends EpollRegistration {
  private static final int ENDS = EPOLLERR | EPOLLHUP | EPOLLRDHUP;

  private int wanted;
  private int asked;
  private int ready;
  private boolean mayHaveMore; // an end, or what is out of band, stops a read before its time
  private int unfinishedSince; // the poll; 0 before the first

  EdgeRegistration(EpollPoller poller, Selectable selectable, Descriptor descriptor)
      throws ClosedChannelException {
    super(poller, selectable, descriptor);
  }

  @Override
  public void interest(boolean readable, boolean writable) {
    wanted = (readable ? EPOLLIN : 0) | (writable ? EPOLLOUT : 0);
    if ((wanted & ~asked) != 0) {
      asked |= wanted;
      change();
    }
    finishLater();
  }

  @Override
  int asked() {
    return asked == 0 ? 0 : asked | EPOLLRDHUP | EPOLLPRI | EPOLLET;
  }

  @Override
  void ready(int events) {
    if ((events & (ENDS | EPOLLPRI)) != 0) {
      mayHaveMore = true;
      ready |= EPOLLIN;
    }
    if ((events & (EPOLLERR | EPOLLHUP)) != 0) {
      ready |= EPOLLOUT;
    }
    ready |= events & (EPOLLIN | EPOLLOUT);
    if ((ready & EPOLLIN) != 0 && (wanted & EPOLLIN) == 0) {
      // Nobody reads now, and each segment that comes would wake the loop.
      asked &= ~EPOLLIN;
      change();
    }
    tell();
  }

  private void tell() {
    int now = wanted & ready;
    if (now != 0) {
      poller.tell(selectable, (now & EPOLLIN) != 0, (now & EPOLLOUT) != 0);
      finishLater();
    }
  }

  // ---- What isn't used up.

  private void finishLater() {
    int poll = poller.number();
    if (unfinishedSince != poll && (wanted & ready) != 0 && !hasLeft()) {
      unfinishedSince = poll;
      poller.unfinished(this);
    }
  }

  /** Goes on with what the system won't tell again, unless it did tell something in this poll. */
  void finish() {
    if (unfinishedSince != poller.number() && !hasLeft()) {
      tell();
    }
  }

  /** A read found less than it had room for. */
  void readShort() {
    if (!mayHaveMore) {
      ready &= ~EPOLLIN;
    }
  }

  /** A read found nothing. */
  void readNothing() {
    ready &= ~EPOLLIN;
  }

  /** A write wasn't taken whole. */
  void writtenShort() {
    ready &= ~EPOLLOUT;
  }
}
