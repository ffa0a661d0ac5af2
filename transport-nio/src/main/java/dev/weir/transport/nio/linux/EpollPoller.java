package dev.weir.transport.nio.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits by {@code epoll}, level-triggered; an {@code eventfd}, edge-triggered, wakes it. */
final class EpollPoller implements Poller {
  private static final int EPOLLIN = 1;
  private static final int EPOLLOUT = 4;
  private static final int EPOLLERR = 8;
  private static final int EPOLLHUP = 0x10;
  private static final int EPOLLET = 1 << 31;

  private static final int EPOLL_CTL_ADD = 1;
  private static final int EPOLL_CTL_DEL = 2;
  private static final int EPOLL_CTL_MOD = 3;

  // struct epoll_event, which is packed on x86-64 only.
  private static final boolean PACKED = !System.getProperty("os.arch").equals("aarch64");
  private static final int EVENT_BYTES = PACKED ? 12 : 16;
  private static final int DATA = PACKED ? 4 : 8;

  private static final int MAX_EVENTS = 1_024;

  private final ReadyListener listener;
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment callState = Libc.callState(arena);
  private final MemorySegment events = arena.allocate((long) MAX_EVENTS * EVENT_BYTES, 8);
  private final MemorySegment event = arena.allocate(EVENT_BYTES, 8);
  private final Descriptor wakeup;
  private final MemorySegment wakeupCount = arena.allocate(8, 8);
  private final MemorySegment wakeupCallState = Libc.callState(arena); // nobody reads it
  private int epoll;
  private @Nullable Place[] places = new @Nullable Place[64]; // by descriptor
  private final ArrayList<Place> changed = new ArrayList<>();

  EpollPoller(ReadyListener listener) throws IOException {
    this.listener = listener;
    epoll = Libc.check("epoll_create1", Libc.epollCreate1(Libc.CLOSE_ON_EXEC, callState));
    int made = Libc.eventfd(Libc.CLOSE_ON_EXEC | Libc.NON_BLOCKING, callState);
    if (made < 0) {
      closeQuietly(epoll);
      throw Libc.exception("eventfd", made);
    }
    wakeup = new Descriptor(made);
    wakeupCount.set(JAVA_LONG_UNALIGNED, 0, 1);
    try {
      addWakeup();
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  private void addWakeup() throws IOException {
    Libc.check("epoll_ctl", control(EPOLL_CTL_ADD, wakeup.number(), EPOLLIN | EPOLLET));
  }

  // ---- Registered sockets.

  @Override
  public Registration register(Pollable socket, Selectable selectable) throws IOException {
    Descriptor descriptor = ((DescriptorPollable) socket).descriptor();
    Place place = new Place(descriptor.onLoop(), selectable);
    if (place.descriptor >= places.length) {
      places = Arrays.copyOf(places, Math.max(place.descriptor + 1, 2 * places.length));
    }
    places[place.descriptor] = place;
    descriptor.beforeClose(place::leave);
    return place;
  }

  @Override
  public List<Selectable> registered() {
    List<Selectable> registered = new ArrayList<>();
    for (Place place : places) {
      if (place != null) {
        registered.add(place.selectable);
      }
    }
    return registered;
  }

  private void applyChanges() throws IOException {
    int failure = 0;
    for (int i = 0; i < changed.size(); i++) {
      failure = Math.min(failure, changed.get(i).apply());
    }
    changed.clear();
    Libc.check("epoll_ctl", failure);
  }

  private int control(int operation, int descriptor, int interest) {
    event.set(JAVA_INT_UNALIGNED, 0, interest);
    event.set(JAVA_LONG_UNALIGNED, DATA, descriptor);
    return Libc.epollCtl(epoll, operation, descriptor, event.address(), callState);
  }

  // ---- Waiting.

  @Override
  public void poll(long nanos) throws IOException {
    Thread.interrupted(); // it isn't for the next handler
    if (!changed.isEmpty()) {
      applyChanges();
    }
    int count = Libc.epollWait(epoll, events.address(), MAX_EVENTS, millis(nanos), callState);
    if (count < 0 && count != -Libc.EINTR) {
      throw Libc.exception("epoll_wait", count);
    }
    for (int i = 0; i < count; i++) {
      long at = (long) i * EVENT_BYTES;
      int descriptor = events.get(JAVA_INT_UNALIGNED, at + DATA);
      Place place = descriptor < places.length ? places[descriptor] : null;
      if (place != null) { // and neither the wake-up nor one that was closed in this turn
        place.ready(events.get(JAVA_INT_UNALIGNED, at));
      }
    }
  }

  /** Rounded up, so that the time has come when the call returns; -1 means without limit. */
  private static int millis(long nanos) {
    if (nanos <= 0) {
      return 0;
    }
    return nanos == Long.MAX_VALUE
        ? -1
        : (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(nanos) + 1);
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
    int old = epoll;
    epoll = Libc.check("epoll_create1", Libc.epollCreate1(Libc.CLOSE_ON_EXEC, callState));
    closeQuietly(old);
    addWakeup();
    for (Place place : places) {
      if (place != null) {
        place.told = 0;
        place.change();
      }
    }
  }

  @Override
  public void close() {
    wakeup.close(callState);
    closeQuietly(epoll);
  }

  private void closeQuietly(int descriptor) {
    var unused = Libc.close(descriptor, callState); // neither has anything to lose
  }

  /** A descriptor's place among those that are waited for. */
  private final class Place implements Registration {
    final int descriptor;
    final Selectable selectable;
    int told; // what the system waits for
    private int wanted;
    private boolean changing;
    private boolean left;

    Place(int descriptor, Selectable selectable) {
      this.descriptor = descriptor;
      this.selectable = selectable;
    }

    @Override
    public void interest(boolean readable, boolean writable) {
      wanted = (readable ? EPOLLIN : 0) | (writable ? EPOLLOUT : 0);
      change();
    }

    void change() {
      if (!changing && wanted != told && !left) {
        changing = true;
        changed.add(this);
      }
    }

    /** Returns 0, or the negative errno. */
    int apply() {
      changing = false;
      if (left || wanted == told) {
        return 0;
      }
      int operation = told == 0 ? EPOLL_CTL_ADD : wanted == 0 ? EPOLL_CTL_DEL : EPOLL_CTL_MOD;
      int result = control(operation, descriptor, wanted);
      if (result == 0) {
        told = wanted;
      }
      return result;
    }

    void ready(int ready) {
      boolean ended = (ready & (EPOLLERR | EPOLLHUP)) != 0;
      boolean readable = (wanted & told & EPOLLIN) != 0 && (ended || (ready & EPOLLIN) != 0);
      boolean writable = (wanted & told & EPOLLOUT) != 0 && (ended || (ready & EPOLLOUT) != 0);
      if (readable || writable) {
        listener.ready(selectable, readable, writable);
      }
    }

    /** The descriptor is about to be closed, and may soon be another socket's. */
    void leave() {
      left = true;
      places[descriptor] = null;
      if (told != 0) {
        told = 0;
        var unused = control(EPOLL_CTL_DEL, descriptor, 0); // closing it would do as well
      }
    }
  }
}
