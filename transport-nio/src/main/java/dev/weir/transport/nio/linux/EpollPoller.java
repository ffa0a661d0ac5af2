package dev.weir.transport.nio.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.weir.transport.nio.socket.Pollable;
import dev.weir.transport.nio.socket.Poller;
import dev.weir.transport.nio.socket.ReadyListener;
import dev.weir.transport.nio.socket.Registration;
import dev.weir.transport.nio.socket.Selectable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Waits by {@code epoll}; an {@code eventfd} wakes it, and a {@code timerfd} when time is over. */
final class EpollPoller implements Poller {
  private final ReadyListener listener;
  private final Epoll epoll;
  private final Arena arena = Arena.ofAuto();
  private final TimerFd timer;
  private final Descriptor wakeup;
  private final MemorySegment wakeupCount = arena.allocate(JAVA_LONG);
  private final MemorySegment wakeupCallState = Libc.callState(arena); // nobody reads it
  private @Nullable EpollRegistration[] places = new @Nullable EpollRegistration[64]; // by number
  private final ArrayList<EpollRegistration> changed = new ArrayList<>();
  private ArrayList<EdgeRegistration> unfinished = new ArrayList<>();
  private ArrayList<EdgeRegistration> spare = new ArrayList<>();
  private int number = 1;

  EpollPoller(ReadyListener listener) throws IOException {
    this.listener = listener;
    epoll = new Epoll();
    int made = Libc.eventfd(Libc.CLOSE_ON_EXEC | Libc.NON_BLOCKING, wakeupCallState);
    if (made < 0) {
      epoll.close();
      throw Libc.exception("eventfd", made);
    }
    wakeup = new Descriptor(made);
    wakeupCount.set(JAVA_LONG, 0, 1);
    try {
      timer = new TimerFd(arena);
    } catch (Throwable e) {
      closeWithoutTimer();
      throw e;
    }
    try {
      addOwn();
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  private void addOwn() throws IOException {
    int edge = EpollRegistration.EPOLLIN | EpollRegistration.EPOLLET; // so nobody has to read them
    Libc.check("epoll_ctl", epoll.control(wakeup.number(), 0, edge));
    Libc.check("epoll_ctl", epoll.control(timer.number(), 0, edge));
  }

  // ---- Registered sockets.

  @Override
  public Registration register(Pollable socket, Selectable selectable) throws IOException {
    DescriptorPollable pollable = (DescriptorPollable) socket;
    EpollRegistration registration = pollable.register(this, selectable);
    int number = registration.number();
    if (number >= places.length) {
      places = Arrays.copyOf(places, Math.max(number + 1, 2 * places.length));
    }
    places[number] = registration;
    pollable.descriptor().registered(registration);
    return registration;
  }

  @Override
  public List<Selectable> registered() {
    List<Selectable> registered = new ArrayList<>();
    for (EpollRegistration registration : places) {
      if (registration != null) {
        registered.add(registration.selectable);
      }
    }
    return registered;
  }

  /** Will be applied with the next poll. */
  void changed(EpollRegistration registration) {
    changed.add(registration);
  }

  /** How many polls there were, the one that is made included. */
  int number() {
    return number;
  }

  /** Will go on with the next poll, which doesn't wait. */
  void unfinished(EdgeRegistration registration) {
    unfinished.add(registration);
  }

  void left(EpollRegistration registration) {
    places[registration.number()] = null;
  }

  int control(int descriptor, int before, int asked) {
    return epoll.control(descriptor, before, asked);
  }

  void tell(Selectable selectable, boolean readable, boolean writable) {
    listener.ready(selectable, readable, writable);
  }

  // ---- Waiting.

  @Override
  public void poll(long nanos) throws IOException {
    Thread.interrupted(); // it isn't for the next handler
    if (!changed.isEmpty()) {
      applyChanges();
    }
    boolean wait = nanos > 0 && unfinished.isEmpty();
    if (wait && nanos != Long.MAX_VALUE) {
      timer.ringIn(nanos);
    }
    int count = epoll.await(wait);
    number++;
    ArrayList<EdgeRegistration> left = unfinished;
    unfinished = spare;
    for (int i = 0; i < count; i++) {
      int descriptor = epoll.descriptor(i);
      EpollRegistration registration = descriptor < places.length ? places[descriptor] : null;
      // Neither the wake-up, nor one that was closed in this turn, nor what has its number since.
      if (registration != null && registration.told() != 0) {
        registration.ready(epoll.events(i));
      } else if (descriptor == timer.number()) {
        timer.rang();
      }
    }
    for (int i = 0; i < left.size(); i++) {
      left.get(i).finish();
    }
    left.clear();
    spare = left;
  }

  private void applyChanges() throws IOException {
    int failure = 0;
    for (int i = 0; i < changed.size(); i++) {
      failure = Math.min(failure, changed.get(i).apply());
    }
    changed.clear();
    Libc.check("epoll_ctl", failure);
  }

  @Override
  public void wakeup() {
    int descriptor;
    try {
      descriptor = wakeup.acquire();
    } catch (ClosedChannelException e) {
      return; // as a selector does
    }
    try {
      // It can't fail but with a full counter, which has 2^64 wake-ups to come.
      var unused = Libc.write(descriptor, wakeupCount.address(), 8, wakeupCallState);
    } finally {
      wakeup.release(wakeupCallState);
    }
  }

  // ---- Ends.

  @Override
  public void renew() throws IOException {
    epoll.renew();
    addOwn();
    for (EpollRegistration registration : places) {
      if (registration != null) {
        registration.forgotten();
      }
    }
  }

  @Override
  public void close() {
    timer.close();
    closeWithoutTimer();
  }

  private void closeWithoutTimer() {
    wakeup.close(wakeupCallState);
    epoll.close();
  }
}
