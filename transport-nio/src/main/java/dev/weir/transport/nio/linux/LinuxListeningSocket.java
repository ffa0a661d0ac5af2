package dev.weir.transport.nio.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.weir.transport.nio.socket.ListeningSocket;
import dev.weir.transport.nio.socket.Selectable;
import dev.weir.transport.nio.socket.StreamSocket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** Listens by {@code accept4}. */
final class LinuxListeningSocket implements ListeningSocket, DescriptorPollable {
  private final Descriptor descriptor;
  private final int family;
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment callState = Libc.callState(arena);
  private final MemorySegment peer = arena.allocate(SocketAddresses.MAX_BYTES, 8);
  private final MemorySegment peerLength = arena.allocate(JAVA_INT);

  LinuxListeningSocket(Descriptor descriptor, int family) {
    this.descriptor = descriptor;
    this.family = family;
  }

  @Override
  public Descriptor descriptor() {
    return descriptor;
  }

  @Override
  public EpollRegistration register(EpollPoller poller, Selectable selectable)
      throws ClosedChannelException {
    return new LevelRegistration(poller, selectable, descriptor);
  }

  @Override
  public SocketAddress localAddress() throws IOException {
    return SocketAddresses.ofSocket(descriptor.onLoop());
  }

  @Override
  public @Nullable StreamSocket accept() throws IOException {
    int listening = descriptor.onLoop();
    while (true) {
      peerLength.set(JAVA_INT, 0, SocketAddresses.MAX_BYTES);
      int accepted =
          Libc.accept4(
              listening,
              peer.address(),
              peerLength.address(),
              Libc.NON_BLOCKING | Libc.CLOSE_ON_EXEC,
              callState);
      if (accepted >= 0) {
        SocketAddress from = SocketAddresses.read(peer, peerLength.get(JAVA_INT, 0));
        return new LinuxStreamSocket(new Descriptor(accepted), family, from);
      }
      if (accepted == -Libc.EAGAIN) {
        return null;
      }
      // Of one that its peer has given up already there is nothing to tell.
      if (accepted != -Libc.ECONNABORTED && accepted != -Libc.EINTR) {
        throw Libc.exception("accept", accepted);
      }
    }
  }

  @Override
  public void close() {
    descriptor.close(callState);
  }
}
