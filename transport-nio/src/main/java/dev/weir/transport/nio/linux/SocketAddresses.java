package dev.weir.transport.nio.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Addresses as Linux lays them out: {@code sockaddr_in}, {@code sockaddr_in6}, {@code sockaddr_un}.
 */
final class SocketAddresses {
  /** Room for any of them: {@code sockaddr_storage}. */
  static final int MAX_BYTES = 128;

  static final int AF_UNIX = 1;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  private static final int IPV4_BYTES = 16;
  private static final int IPV6_BYTES = 28;
  private static final int MAX_PATH_BYTES = 107;

  private static final ValueLayout.OfShort PORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

  private SocketAddresses() {}

  /**
   * Writes an address for a socket of a family.
   *
   * @return its length
   * @throws IOException if a socket of IPv4 can't reach it
   */
  static int write(InetSocketAddress address, int family, MemorySegment target) throws IOException {
    InetAddress inet = address.getAddress();
    target.fill((byte) 0);
    target.set(JAVA_SHORT, 0, (short) family);
    target.set(PORT, 2, (short) address.getPort());
    byte[] bytes = inet.getAddress();
    if (family == AF_INET) {
      if (!(inet instanceof Inet4Address)) {
        throw new IOException(inet + " is no address of IPv4, and the socket is of IPv4 alone");
      }
      MemorySegment.copy(bytes, 0, target, JAVA_BYTE, 4, bytes.length);
      return IPV4_BYTES;
    }
    if (inet instanceof Inet6Address inet6) {
      MemorySegment.copy(bytes, 0, target, JAVA_BYTE, 8, bytes.length);
      target.set(JAVA_INT, 24, inet6.getScopeId());
    } else if (!inet.isAnyLocalAddress()) {
      target.set(JAVA_SHORT, 18, (short) -1); // mapped: ::ffff:a.b.c.d
      MemorySegment.copy(bytes, 0, target, JAVA_BYTE, 20, bytes.length);
    }
    return IPV6_BYTES;
  }

  /**
   * Writes the address of a path.
   *
   * @return its length
   * @throws IOException if the path is too long for one, or can't be written
   */
  static int write(UnixDomainSocketAddress address, MemorySegment target) throws IOException {
    byte[] path = NativePaths.encode(address.getPath().toString());
    if (path == null) {
      throw new IOException("The path has characters that file names can't have here");
    }
    if (path.length > MAX_PATH_BYTES) {
      throw new IOException("Unix domain path too long");
    }
    target.fill((byte) 0);
    target.set(JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(path, 0, target, JAVA_BYTE, 2, path.length);
    return 2 + path.length + 1;
  }

  /** The address that a socket is bound to. */
  static SocketAddress ofSocket(int descriptor) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(MAX_BYTES, 8);
      MemorySegment length = arena.allocateFrom(JAVA_INT, MAX_BYTES);
      Libc.check(
          "getsockname",
          Libc.getsockname(descriptor, address.address(), length.address(), Libc.callState(arena)));
      return read(address, length.get(JAVA_INT, 0));
    }
  }

  /** Reads an address of {@code length} bytes. */
  static SocketAddress read(MemorySegment source, int length) {
    int family = length < 2 ? AF_UNIX : source.get(JAVA_SHORT, 0);
    return switch (family) {
      case AF_INET -> new InetSocketAddress(inet(source, 4, 4, 0), port(source));
      case AF_INET6 ->
          new InetSocketAddress(inet(source, 8, 16, source.get(JAVA_INT, 24)), port(source));
      case AF_UNIX -> UnixDomainSocketAddress.of(path(source, length));
      default -> throw new IllegalStateException("An address of the family " + family);
    };
  }

  private static int port(MemorySegment source) {
    return Short.toUnsignedInt(source.get(PORT, 2));
  }

  private static InetAddress inet(MemorySegment source, int at, int length, int scope) {
    byte[] bytes = source.asSlice(at, length).toArray(JAVA_BYTE);
    try {
      return scope == 0
          ? InetAddress.getByAddress(bytes) // a mapped one becomes that of IPv4
          : Inet6Address.getByAddress(null, bytes, scope);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 bytes, or 16", e);
    }
  }

  private static Path path(MemorySegment source, int length) {
    int end = 2;
    while (end < length && source.get(JAVA_BYTE, end) != 0) {
      end++;
    }
    byte[] path = source.asSlice(2, Math.max(0, end - 2)).toArray(JAVA_BYTE);
    return NativePaths.decode(path);
  }
}
