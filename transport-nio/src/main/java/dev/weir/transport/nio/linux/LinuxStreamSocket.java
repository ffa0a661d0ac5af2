package dev.weir.transport.nio.linux;

import dev.weir.Listen;
import dev.weir.transport.nio.socket.IoMemory;
import dev.weir.transport.nio.socket.Selectable;
import dev.weir.transport.nio.socket.StreamSocket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** A connection by {@code recv} and {@code send}. */
final class LinuxStreamSocket implements StreamSocket, DescriptorPollable {
  private static final int SHUT_WR = 1;

  private final Descriptor descriptor;
  private final int family;
  private final SocketAddress remoteAddress;
  private @Nullable EdgeRegistration registration; // to be told what is used up

  LinuxStreamSocket(Descriptor descriptor, int family, SocketAddress remoteAddress) {
    this.descriptor = descriptor;
    this.family = family;
    this.remoteAddress = remoteAddress;
  }

  @Override
  public Descriptor descriptor() {
    return descriptor;
  }

  @Override
  public EpollRegistration register(EpollPoller poller, Selectable selectable)
      throws ClosedChannelException {
    if (!isIp()) {
      // A read ends before a descriptor that was passed, so a short one says nothing.
      return new LevelRegistration(poller, selectable, descriptor);
    }
    EdgeRegistration edge = new EdgeRegistration(poller, selectable, descriptor);
    registration = edge;
    return edge;
  }

  @Override
  public SocketAddress remoteAddress() {
    return remoteAddress;
  }

  @Override
  public SocketAddress localAddress() throws IOException {
    return SocketAddresses.ofSocket(descriptor.onLoop());
  }

  @Override
  public void setUp(Listen.SocketSettings settings) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      SocketOptions options = options(arena);
      options.sendBuffer(settings);
      if (isIp()) {
        options.tcp(settings);
      }
    }
  }

  private boolean isIp() {
    return family != SocketAddresses.AF_UNIX;
  }

  private SocketOptions options(Arena arena) throws IOException {
    return SocketOptions.of(descriptor.onLoop(), family, Libc.callState(arena));
  }

  // ---- Bytes.

  @Override
  public int read(IoMemory memory) throws IOException {
    int room = memory.buffer().capacity();
    long count = Libc.recv(descriptor.onLoop(), memory.address(), room, memory.callState());
    if (count > 0) {
      if (count < room && registration != null) {
        registration.readShort();
      }
      return (int) count;
    }
    if (count == 0) {
      return -1;
    }
    if (count == -Libc.EAGAIN && registration != null) {
      registration.readNothing();
    }
    return nothingNow("recv", count);
  }

  @Override
  public int write(IoMemory memory, int from, int to) throws IOException {
    return writeOnLoop(memory.address() + from, to - from, memory.callState());
  }

  private int writeOnLoop(long address, int length, MemorySegment callState) throws IOException {
    int sent = send(descriptor.onLoop(), address, length, callState);
    if (sent < length) {
      noRoom();
    }
    return sent;
  }

  private void noRoom() {
    if (registration != null) {
      registration.writtenShort();
    }
  }

  @Override
  public int writeOffLoop(IoMemory memory, int from, int to) throws IOException {
    int number = descriptor.acquire();
    try {
      return send(number, memory.address() + from, to - from, memory.callState());
    } finally {
      descriptor.release(memory.callState());
    }
  }

  private static int send(int number, long address, int length, MemorySegment callState)
      throws IOException {
    long count = Libc.send(number, address, length, callState);
    return count >= 0 ? (int) count : nothingNow("send", count);
  }

  private static int nothingNow(String call, long failure) throws IOException {
    if (failure == -Libc.EAGAIN || failure == -Libc.EINTR) {
      return 0;
    }
    throw Libc.exception(call, failure);
  }

  @Override
  public WritableByteChannel fileTarget() {
    return new FileTarget();
  }

  // ---- Ends.

  @Override
  public void shutdownOutput() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment callState = Libc.callState(arena);
      Libc.check("shutdown", Libc.shutdown(descriptor.onLoop(), SHUT_WR, callState));
    }
  }

  @Override
  public void close(boolean reset) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      try {
        if (reset && isIp() && descriptor.isOpen()) {
          options(arena).resetOnClose();
        }
      } finally {
        descriptor.close(Libc.callState(arena));
      }
    }
  }

  @Override
  public String toString() {
    return "Socket[" + descriptor.number() + " from " + remoteAddress + "]";
  }

  /** Takes a file's bytes, on the loop. */
  final class FileTarget implements WritableByteChannel {
    /** Returns how many bytes the system took. */
    long sendFile(int file, MemorySegment position, long count, MemorySegment callState)
        throws IOException {
      long sent = Libc.sendfile(descriptor.onLoop(), file, position.address(), count, callState);
      if (sent == -Libc.EAGAIN) { // less than was asked for is no sign: the file may have ended
        noRoom();
      }
      return sent >= 0 ? sent : nothingNow("sendfile", sent);
    }

    /** Of a file of the JDK's, which reads a few kilobytes at a time to the heap. */
    @Override
    public int write(ByteBuffer source) throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment callState = Libc.callState(arena);
        MemorySegment bytes = MemorySegment.ofBuffer(source);
        if (!bytes.isNative()) {
          bytes = arena.allocate(bytes.byteSize()).copyFrom(bytes);
        }
        int sent = writeOnLoop(bytes.address(), source.remaining(), callState);
        source.position(source.position() + sent);
        return sent;
      }
    }

    @Override
    public boolean isOpen() {
      return descriptor.isOpen();
    }

    @Override
    public void close() throws IOException {
      LinuxStreamSocket.this.close(false);
    }
  }
}
