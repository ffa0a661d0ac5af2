package dev.weir.transport.nio.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.transport.nio.socket.Selectable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedChannelException;

/** Two connected sockets: one under test, and its peer, which tells what became of it. */
final class SocketPair implements AutoCloseable, DescriptorPollable {
  /** How a poller is told of it. */
  @FunctionalInterface
  interface Registering {
    EpollRegistration register(EpollPoller poller, Selectable selectable, Descriptor descriptor)
        throws ClosedChannelException;
  }

  private static final int MOST = 64 << 10; // a socket of this kind holds less

  private final Arena arena = Arena.ofShared();
  private final MemorySegment callState = Libc.callState(arena);
  private final MemorySegment memory = arena.allocate(MOST);
  private final Descriptor descriptor;
  private final Descriptor peer;
  private final Registering registering;

  SocketPair() {
    this(LevelRegistration::new);
  }

  SocketPair(Registering registering) {
    this.registering = registering;
    int[] numbers = NativeCalls.socketPair();
    descriptor = new Descriptor(numbers[0]);
    peer = new Descriptor(numbers[1]);
  }

  @Override
  public Descriptor descriptor() {
    return descriptor;
  }

  @Override
  public EpollRegistration register(EpollPoller poller, Selectable selectable)
      throws ClosedChannelException {
    return registering.register(poller, selectable, descriptor);
  }

  /** The peer sends a byte. */
  void sendFromPeer() {
    assertThat(send(peer.number(), callState)).isTrue();
  }

  /** Sends a byte by a number; false if there is no room. Any thread, with its own memory. */
  static boolean send(int number, MemorySegment callState) {
    long sent = Libc.send(number, callState.address(), 1, callState);
    assertThat(sent).isIn(1L, (long) -Libc.EAGAIN);
    return sent == 1;
  }

  void closePeer() {
    peer.close(callState);
  }

  /** How many bytes have come to the peer. */
  int received() {
    long count = Libc.recv(peer.number(), memory.address(), MOST, callState);
    if (count == -Libc.EAGAIN) {
      return 0;
    }
    assertThat(count).isNotNegative();
    return (int) count;
  }

  /** Whether the peer, which has received all, sees the end of the other socket. */
  boolean hasEnded() {
    long count = Libc.recv(peer.number(), memory.address(), MOST, callState);
    assertThat(count).isIn(0L, (long) -Libc.EAGAIN);
    return count == 0;
  }

  /**
   * Waits for that. It may come after the close: a process that another test starts has this one's
   * sockets until it runs a program of its own.
   */
  void awaitEnd() {
    while (!hasEnded()) {
      if (Thread.interrupted()) {
        throw new AssertionError("It wasn't closed in the time that the test has");
      }
      Thread.onSpinWait();
    }
  }

  MemorySegment callState() {
    return callState;
  }

  @Override
  public void close() {
    descriptor.close(callState);
    peer.close(callState);
    arena.close();
  }
}
