package dev.weir;

import dev.weir.internal.IpLiteral;
import java.net.InetAddress;

/** The addresses that begin with the same bits: {@code 10.0.0.0/8}, {@code fd00::/8}, or one. */
record IpNetwork(InetAddress first, int prefix) {
  /**
   * Reads a network.
   *
   * @throws IllegalArgumentException if it isn't one, or has bits beyond its prefix
   */
  static IpNetwork parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    InetAddress first = IpLiteral.parse(address);
    if (first == null) {
      throw new IllegalArgumentException(
          "'" + text + "' is neither an IP address nor a network such as 10.0.0.0/8 or fd00::/8");
    }
    int bits = first.getAddress().length * Byte.SIZE;
    int prefix = slash < 0 ? bits : prefix(text, text.substring(slash + 1), bits);
    for (int i = prefix; i < bits; i++) {
      if ((first.getAddress()[i / Byte.SIZE] & 0x80 >> i % Byte.SIZE) != 0) {
        throw new IllegalArgumentException(
            "'" + text + "' has bits beyond the first " + prefix + ": which network is meant?");
      }
    }
    return new IpNetwork(first, prefix);
  }

  private static int prefix(String network, String text, int bits) {
    if (text.matches("0|[1-9][0-9]{0,2}")) {
      int prefix = Integer.parseInt(text);
      if (prefix <= bits) {
        return prefix;
      }
    }
    throw new IllegalArgumentException(
        "The prefix of '" + network + "' isn't a number of bits up to " + bits);
  }

  boolean contains(InetAddress address) {
    byte[] own = first.getAddress();
    byte[] other = address.getAddress();
    if (own.length != other.length) {
      return false;
    }
    int whole = prefix / Byte.SIZE;
    for (int i = 0; i < whole; i++) {
      if (own[i] != other[i]) {
        return false;
      }
    }
    int rest = prefix % Byte.SIZE;
    return rest == 0 || ((own[whole] ^ other[whole]) & 0xff) >> (Byte.SIZE - rest) == 0;
  }

  @Override
  public String toString() {
    return first.getHostAddress() + "/" + prefix;
  }
}
