package dev.weir.transport.nio.linux;

import dev.weir.transport.nio.socket.Selectable;
import java.nio.channels.ClosedChannelException;

/** Told of what is wanted for as long as it is there. */
final class LevelRegistration extends EpollRegistration {
  private int wanted;

  LevelRegistration(EpollPoller poller, Selectable selectable, Descriptor descriptor)
      throws ClosedChannelException {
    super(poller, selectable, descriptor);
  }

  @Override
  public void interest(boolean readable, boolean writable) {
    wanted = (readable ? EPOLLIN : 0) | (writable ? EPOLLOUT : 0);
    change();
  }

  @Override
  int asked() {
    return wanted;
  }

  @Override
  void ready(int events) {
    boolean ended = (events & (EPOLLERR | EPOLLHUP)) != 0;
    int now = wanted & told() & (ended ? EPOLLIN | EPOLLOUT : events);
    if (now != 0) {
      poller.tell(selectable, (now & EPOLLIN) != 0, (now & EPOLLOUT) != 0);
    }
  }
}
