package dev.weir;

import dev.weir.annotation.Preview;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What is counted as one client where no more is known of it: an IPv4 address, or the first 64 bits
 * of an IPv6 one. Whoever has one IPv6 address has, as a rule, all that begin like it (RFC 7421,
 * section 1), so that a count per address would bound nobody. IPv4 inside of IPv6 is IPv4.
 * Immutable, and fit as a key.
 *
 * @param isIpv6 whether it is a network, and not one IPv4 address
 * @param bits the first 64 of IPv6, or IPv4's 32
 */
@Preview
public record ClientNetwork(boolean isIpv6, long bits) {
  private static final int PREFIX_BYTES = Long.BYTES;

  /**
   * Of these bits.
   *
   * @throws IllegalArgumentException if they are more than an IPv4 address has, and it is one
   */
  public ClientNetwork {
    if (!isIpv6 && bits >>> Integer.SIZE != 0) {
      throw new IllegalArgumentException(
          "An IPv4 address has 32 bits, and these are more: " + Long.toHexString(bits));
    }
  }

  /** Where the peer belongs, or null if it has no IP address. */
  public static @Nullable ClientNetwork of(SocketAddress peer) {
    InetAddress address = peer instanceof InetSocketAddress inet ? inet.getAddress() : null;
    if (address == null) {
      return null;
    }
    byte[] bytes = address.getAddress();
    long bits = 0;
    for (int i = 0; i < Math.min(bytes.length, PREFIX_BYTES); i++) {
      bits = bits << Byte.SIZE | bytes[i] & 0xff;
    }
    return new ClientNetwork(address instanceof Inet6Address, bits);
  }

  // Written out, as the ones a record is given are spun at run time, before the first answer.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClientNetwork that && isIpv6 == that.isIpv6 && bits == that.bits;
  }

  @Override
  public int hashCode() {
    return 31 * Boolean.hashCode(isIpv6) + Long.hashCode(bits);
  }

  /** The address as usual, or the 64 bits in hexadecimal. */
  @Override
  public String toString() {
    return isIpv6 ? HexFormat.of().toHexDigits(bits) : ipv4();
  }

  private String ipv4() {
    return (bits >> 24)
        + "."
        + (bits >> 16 & 0xff)
        + "."
        + (bits >> 8 & 0xff)
        + "."
        + (bits & 0xff);
  }
}
