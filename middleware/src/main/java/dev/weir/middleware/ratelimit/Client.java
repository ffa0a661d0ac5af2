package dev.weir.middleware.ratelimit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HexFormat;

/** Who is counted as one. */
final class Client {
  private static final int PREFIX_BYTES = 8;

  private Client() {}

  static String of(SocketAddress address) {
    InetAddress ip = address instanceof InetSocketAddress inet ? inet.getAddress() : null;
    if (ip == null) {
      return "local";
    }
    return ip instanceof Inet6Address
        ? HexFormat.of().formatHex(ip.getAddress(), 0, PREFIX_BYTES)
        : ip.getHostAddress();
  }
}
