package dev.weir.transport.nio.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** What is written is read back. What the system itself writes, {@link LinuxSocketTest} reads. */
final class SocketAddressesTest {
  private static final int ANY = 0;

  private static SocketAddress andBack(InetSocketAddress address, int family, int bytes)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = dirty(arena);
      assertThat(SocketAddresses.write(address, family, memory)).isEqualTo(bytes);
      return SocketAddresses.read(memory, bytes);
    }
  }

  /** It was used before. */
  private static MemorySegment dirty(Arena arena) {
    return arena.allocate(SocketAddresses.MAX_BYTES, 8).fill((byte) 0x5a);
  }

  private static InetAddress inet(byte[] bytes) throws UnknownHostException {
    return InetAddress.getByAddress(bytes);
  }

  @Property
  void addressesOfIpv4(
      @ForAll @Size(4) byte[] bytes, @ForAll @IntRange(min = ANY, max = 65_535) int port)
      throws IOException {
    InetSocketAddress address = new InetSocketAddress(inet(bytes), port);
    assertThat(andBack(address, SocketAddresses.AF_INET, 16)).isEqualTo(address);
  }

  @Property
  void addressesOfIpv4OnASocketOfBothKinds(
      @ForAll @Size(4) byte[] bytes, @ForAll @IntRange(min = ANY, max = 65_535) int port)
      throws IOException {
    InetSocketAddress address = new InetSocketAddress(inet(bytes), port);
    SocketAddress back = andBack(address, SocketAddresses.AF_INET6, 28);
    if (address.getAddress().isAnyLocalAddress()) {
      assertThat(back).isEqualTo(new InetSocketAddress("::", port));
    } else {
      assertThat(back).isEqualTo(address);
    }
  }

  @Property
  void addressesOfIpv6WithTheirScopes(
      @ForAll @Size(16) byte[] bytes,
      @ForAll @IntRange(min = 1) int scope,
      @ForAll @IntRange(min = ANY, max = 65_535) int port)
      throws IOException {
    Inet6Address scoped = Inet6Address.getByAddress(null, bytes, scope);
    InetSocketAddress back =
        (InetSocketAddress)
            andBack(new InetSocketAddress(scoped, port), SocketAddresses.AF_INET6, 28);
    assertThat(back).isEqualTo(new InetSocketAddress(scoped, port));
    assertThat(((Inet6Address) back.getAddress()).getScopeId()).isEqualTo(scope);
  }

  @Property
  void addressesOfIpv6WithoutAScope(
      @ForAll @Size(16) byte[] bytes, @ForAll @IntRange(min = ANY, max = 65_535) int port)
      throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(Inet6Address.getByAddress(null, bytes, -1), port);
    InetSocketAddress back = (InetSocketAddress) andBack(address, SocketAddresses.AF_INET6, 28);
    assertThat(back).isEqualTo(address);
    assertThat(((Inet6Address) back.getAddress()).getScopeId()).isZero();
  }

  @Example
  void aMappedAddressIsReadAsThatOfIpv4() throws IOException {
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    mapped[12] = 10;
    mapped[15] = 1;
    InetSocketAddress address =
        new InetSocketAddress(Inet6Address.getByAddress(null, mapped, -1), 80);
    InetSocketAddress back = (InetSocketAddress) andBack(address, SocketAddresses.AF_INET6, 28);
    assertThat(back.getAddress()).isInstanceOf(Inet4Address.class);
    assertThat(back).isEqualTo(new InetSocketAddress("10.0.0.1", 80));
  }

  @Example
  void theNetworksByteOrderIsKept() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = dirty(arena);
      var unused =
          SocketAddresses.write(
              new InetSocketAddress("1.2.3.4", 0x1234), SocketAddresses.AF_INET, memory);
      assertThat(memory.asSlice(2, 6).toArray(JAVA_BYTE)).containsExactly(0x12, 0x34, 1, 2, 3, 4);
    }
  }

  @Example
  void anAddressOfIpv6IsRefusedByNameOnASocketOfIpv4() throws IOException {
    InetSocketAddress address = new InetSocketAddress("2001:db8::1", 80);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = dirty(arena);
      assertThatThrownBy(() -> SocketAddresses.write(address, SocketAddresses.AF_INET, memory))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("2001:db8");
    }
  }

  // ---- Paths.

  @Property
  void pathsOfUnixSockets(
      @ForAll @NotEmpty @StringLength(max = 107) @CharRange(from = '!', to = '~') String path)
      throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
    int bytes = address.getPath().toString().length(); // without its doubled slashes
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = dirty(arena);
      assertThat(SocketAddresses.write(address, memory)).isEqualTo(2 + bytes + 1);
      assertThat(SocketAddresses.read(memory, 2 + bytes + 1)).isEqualTo(address);
      assertThat(SocketAddresses.read(memory, 2 + bytes)).isEqualTo(address);
    }
  }

  @Example
  void aPathThatIsTooLongIsRefused() {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of("/" + "x".repeat(107));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = dirty(arena);
      assertThatThrownBy(() -> SocketAddresses.write(address, memory))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("too long");
    }
  }

  @Example
  void aSocketWithoutANameHasAnEmptyPath() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = dirty(arena);
      memory.set(JAVA_SHORT, 0, (short) SocketAddresses.AF_UNIX);
      UnixDomainSocketAddress unnamed = UnixDomainSocketAddress.of("");
      assertThat(SocketAddresses.read(memory, 2)).isEqualTo(unnamed);
      assertThat(SocketAddresses.read(memory, 0)).isEqualTo(unnamed);
    }
  }
}
