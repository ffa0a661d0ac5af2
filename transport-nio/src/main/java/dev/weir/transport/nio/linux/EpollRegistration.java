package dev.weir.transport.nio.linux;

import dev.weir.transport.nio.socket.Registration;
import dev.weir.transport.nio.socket.Selectable;
import java.nio.channels.ClosedChannelException;

/** A descriptor's place in an {@link EpollPoller}. */
abstract class EpollRegistration implements Registration {
  static final int EPOLLIN = 1;
  static final int EPOLLPRI = 2;
  static final int EPOLLOUT = 4;
  static final int EPOLLERR = 8;
  static final int EPOLLHUP = 0x10;
  static final int EPOLLRDHUP = 0x2000;
  static final int EPOLLET = 1 << 31;

  final EpollPoller poller;
  final Selectable selectable;
  private final int number;
  private int told;
  private boolean changing;
  private boolean left;

  EpollRegistration(EpollPoller poller, Selectable selectable, Descriptor descriptor)
      throws ClosedChannelException {
    this.poller = poller;
    this.selectable = selectable;
    this.number = descriptor.onLoop();
  }

  /** The descriptor's. */
  final int number() {
    return number;
  }

  /** What the system is to tell of, or 0. */
  abstract int asked();

  /** The system tells. */
  abstract void ready(int events);

  /** What the system knows to tell of. */
  final int told() {
    return told;
  }

  final boolean hasLeft() {
    return left;
  }

  /** Lets the system know with the next poll what it is asked. */
  final void change() {
    if (!changing && !left && asked() != told) {
      changing = true;
      poller.changed(this);
    }
  }

  /** Lets the system know now. Returns 0, or the negative errno. */
  final int apply() {
    changing = false;
    int asked = asked();
    if (left || asked == told) {
      return 0;
    }
    int result = poller.control(number, told, asked);
    if (result == 0) {
      told = asked;
    }
    return result;
  }

  /** The system has forgotten all it was told. */
  final void forgotten() {
    told = 0;
    change();
  }

  /** The descriptor is about to be closed, and may soon be another socket's. */
  final void leave() {
    left = true;
    poller.left(this);
    if (told != 0) {
      int before = told;
      told = 0;
      var unused = poller.control(number, before, 0); // closing it would do as well
    }
  }
}
