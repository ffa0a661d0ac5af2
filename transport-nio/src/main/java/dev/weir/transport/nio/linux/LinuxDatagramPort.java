package dev.weir.transport.nio.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.weir.Listen;
import dev.weir.transport.nio.socket.DatagramPort;
import dev.weir.transport.nio.socket.IoMemory;
import dev.weir.transport.nio.socket.Selectable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** Datagrams by {@code recvfrom} and {@code sendto}. */
final class LinuxDatagramPort implements DatagramPort, DescriptorPollable {
  private static final int MCAST_JOIN_GROUP = 42;
  private static final int IPPROTO_IP = 0;

  // struct group_req.
  private static final int GROUP_AT = 8;
  private static final int GROUP_REQUEST_BYTES = GROUP_AT + SocketAddresses.MAX_BYTES;

  private final Descriptor descriptor;
  private final int family;
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment sender = arena.allocate(SocketAddresses.MAX_BYTES, 8);
  private final MemorySegment senderLength = arena.allocate(JAVA_INT);

  // The last datagram's: often it is the next one's, too.
  private final MemorySegment lastSender = arena.allocate(SocketAddresses.MAX_BYTES, 8);
  private @Nullable SocketAddress lastAddress;

  LinuxDatagramPort(Descriptor descriptor, int family) {
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
  public void join(Listen.Multicast group) throws IOException {
    boolean ipv4 = group.group().getAddress().length == 4;
    try (Arena call = Arena.ofConfined()) {
      MemorySegment request = call.allocate(GROUP_REQUEST_BYTES, 8);
      request.set(JAVA_INT, 0, group.networkInterface().getIndex());
      var unused =
          SocketAddresses.write(
              new InetSocketAddress(group.group(), 0),
              ipv4 ? SocketAddresses.AF_INET : SocketAddresses.AF_INET6,
              request.asSlice(GROUP_AT));
      Libc.check(
          "setsockopt",
          Libc.setsockopt(
              descriptor.onLoop(),
              ipv4 ? IPPROTO_IP : SocketOptions.IPPROTO_IPV6,
              MCAST_JOIN_GROUP,
              request.address(),
              GROUP_REQUEST_BYTES,
              Libc.callState(call)));
    }
  }

  @Override
  public @Nullable SocketAddress receive(IoMemory memory) throws IOException {
    senderLength.set(JAVA_INT, 0, SocketAddresses.MAX_BYTES);
    long count =
        Libc.recvfrom(
            descriptor.onLoop(),
            memory.address(),
            memory.buffer().capacity(),
            sender.address(),
            senderLength.address(),
            memory.callState());
    if (count == -Libc.EAGAIN || count == -Libc.EINTR) {
      return null;
    }
    if (count < 0) {
      throw Libc.exception("recvfrom", count);
    }
    memory.buffer().clear().limit((int) count);
    return senderAddress(senderLength.get(JAVA_INT, 0));
  }

  private SocketAddress senderAddress(int length) {
    SocketAddress last = lastAddress;
    if (last != null && MemorySegment.mismatch(sender, 0, length, lastSender, 0, length) < 0) {
      return last;
    }
    SocketAddress address = SocketAddresses.read(sender, length);
    MemorySegment.copy(sender, 0, lastSender, 0, length);
    lastAddress = address;
    return address;
  }

  @Override
  public boolean send(IoMemory memory, int length, InetSocketAddress recipient) throws IOException {
    int number = descriptor.acquire();
    try {
      MemorySegment to = memory.peer();
      int toLength = SocketAddresses.write(recipient, family, to);
      long count =
          Libc.sendto(number, memory.address(), length, to.address(), toLength, memory.callState());
      if (count == -Libc.EAGAIN || count == -Libc.EINTR) {
        return false;
      }
      if (count < 0) {
        throw Libc.exception("sendto", count);
      }
      return true;
    } finally {
      descriptor.release(memory.callState());
    }
  }

  @Override
  public boolean isOpen() {
    return descriptor.isOpen();
  }

  @Override
  public void close() {
    try (Arena call = Arena.ofConfined()) {
      descriptor.close(Libc.callState(call));
    }
  }
}
