package dev.weir.spi.proxy;

import dev.weir.Bytes;
import dev.weir.ProxyHeader;
import dev.weir.internal.IpLiteral;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@code PROXY TCP4 192.0.2.1 192.0.2.2 56324 443} in one line, of 107 bytes at most. */
final class VersionOne {
  private static final int MAX_BYTES = 107;
  private static final int MAX_PORT = 65_535;
  private static final byte[] BEGINNING = "PROXY ".getBytes(StandardCharsets.US_ASCII);

  private VersionOne() {}

  static HeaderReader.Progress read(byte[] array, int from, int to) throws ProxyHeaderException {
    int available = Math.min(to - from, MAX_BYTES);
    for (int i = 0; i < Math.min(available, BEGINNING.length); i++) {
      if (array[from + i] != BEGINNING[i]) {
        throw new ProxyHeaderException("what came first isn't a PROXY protocol header");
      }
    }
    for (int i = BEGINNING.length; i < available; i++) {
      byte b = array[from + i];
      if (b == '\r') {
        return i + 1 == available && available < MAX_BYTES
            ? HeaderReader.Progress.needs(available + 1)
            : complete(array, from, i, available);
      }
      if (b < ' ' || b > '~') {
        throw new ProxyHeaderException("the line holds a byte that isn't of it, at index " + i);
      }
    }
    if (available == MAX_BYTES) {
      throw new ProxyHeaderException("the line is longer than " + MAX_BYTES + " bytes");
    }
    return HeaderReader.Progress.needs(available + 1);
  }

  private static HeaderReader.Progress complete(byte[] array, int from, int end, int available)
      throws ProxyHeaderException {
    if (end + 1 == available || array[from + end + 1] != '\n') {
      throw new ProxyHeaderException("the line doesn't end with CR and LF");
    }
    int begin = from + BEGINNING.length;
    String line = new String(array, begin, from + end - begin, StandardCharsets.US_ASCII);
    return new HeaderReader.Progress(end + 2, header(line));
  }

  private static ProxyHeader header(String line) throws ProxyHeaderException {
    if (line.equals("UNKNOWN") || line.startsWith("UNKNOWN ")) {
      return of(null, null); // whatever follows means nothing
    }
    String[] words = line.split(" ", -1);
    if (words.length != 5) {
      throw new ProxyHeaderException("the line isn't of a protocol, two addresses and two ports");
    }
    Class<? extends InetAddress> family =
        switch (words[0]) {
          case "TCP4" -> Inet4Address.class;
          case "TCP6" -> Inet6Address.class;
          default ->
              throw new ProxyHeaderException("the protocol is neither TCP4, TCP6 nor UNKNOWN");
        };
    return of(address(words[1], words[3], family), address(words[2], words[4], family));
  }

  private static ProxyHeader of(
      @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination) {
    return new ProxyHeader(1, source, destination, null, null, Bytes.empty(), null);
  }

  private static InetSocketAddress address(
      String host, String port, Class<? extends InetAddress> family) throws ProxyHeaderException {
    InetAddress address = IpLiteral.parse(host);
    // TCP6 with IPv4 inside of IPv6 is given as IPv4, as sockets give it.
    if (address == null || (host.indexOf(':') >= 0) != (family == Inet6Address.class)) {
      throw new ProxyHeaderException("an address isn't one of its protocol");
    }
    if (!port.matches("0|[1-9][0-9]{0,4}") || Integer.parseInt(port) > MAX_PORT) {
      throw new ProxyHeaderException("a port isn't a number up to " + MAX_PORT);
    }
    return new InetSocketAddress(address, Integer.parseInt(port));
  }
}
