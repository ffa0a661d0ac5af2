package dev.weir.spi.proxy;

import dev.weir.Bytes;
import dev.weir.ProxyHeader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.HexFormat;

/** The binary header: a signature, command, family, length, addresses, and values with a type. */
final class VersionTwo {
  static final byte FIRST_BYTE = '\r';

  private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
  private static final int FIXED_BYTES = SIGNATURE.length + 4;

  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;

  private static final int IPV4_BYTES = 4;
  private static final int IPV6_BYTES = 16;
  private static final int PORT_BYTES = 2;
  private static final int UNIX_BYTES = 108;

  private VersionTwo() {}

  static HeaderReader.Progress read(byte[] array, int from, int to, int max)
      throws ProxyHeaderException {
    int available = to - from;
    for (int i = 0; i < Math.min(available, SIGNATURE.length); i++) {
      if (array[from + i] != SIGNATURE[i]) {
        throw new ProxyHeaderException("what came first isn't a PROXY protocol header");
      }
    }
    if (available < FIXED_BYTES) {
      return HeaderReader.Progress.needs(FIXED_BYTES);
    }
    int length = FIXED_BYTES + number(array, from + FIXED_BYTES - 2);
    if (length > max) {
      throw new ProxyHeaderException("it has " + length + " bytes, of which " + max + " may be");
    }
    if (available < length) {
      return HeaderReader.Progress.needs(length);
    }
    byte[] header = Arrays.copyOfRange(array, from, from + length);
    return new HeaderReader.Progress(length, header(header));
  }

  private static ProxyHeader header(byte[] header) throws ProxyHeaderException {
    int command = header[SIGNATURE.length] & 0xff;
    if (command != LOCAL && command != PROXY) {
      throw new ProxyHeaderException("its version and command aren't known: " + command);
    }
    if (command == LOCAL) {
      // Made by the proxy itself: whatever stands in the place of addresses is to be left out.
      return new ProxyHeader(2, null, null, null, null, Bytes.empty(), null);
    }
    int family = header[SIGNATURE.length + 1] >> 4 & 0xf;
    int transport = header[SIGNATURE.length + 1] & 0xf;
    if (transport > 2) {
      throw new ProxyHeaderException("its transport isn't known: " + transport);
    }
    int addresses =
        switch (family) {
          case 0 -> 0;
          case 1 -> 2 * (IPV4_BYTES + PORT_BYTES);
          case 2 -> 2 * (IPV6_BYTES + PORT_BYTES);
          case 3 -> 2 * UNIX_BYTES;
          default -> throw new ProxyHeaderException("its family isn't known: " + family);
        };
    int valuesAt = FIXED_BYTES + addresses;
    if (valuesAt > header.length) {
      throw new ProxyHeaderException("it ends inside of its addresses");
    }
    Values values = Values.read(header, valuesAt);
    boolean known = family != 0 && transport != 0;
    return new ProxyHeader(
        2,
        known ? address(header, family, 0) : null,
        known ? address(header, family, 1) : null,
        values.applicationProtocol(),
        values.authority(),
        values.uniqueId(),
        values.tls());
  }

  /** The source is number 0, the destination number 1. */
  private static SocketAddress address(byte[] header, int family, int number) {
    if (family == 3) {
      return unix(header, FIXED_BYTES + number * UNIX_BYTES);
    }
    int size = family == 1 ? IPV4_BYTES : IPV6_BYTES;
    int at = FIXED_BYTES + number * size;
    int portAt = FIXED_BYTES + 2 * size + number * PORT_BYTES;
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(Arrays.copyOfRange(header, at, at + size)),
          number(header, portAt));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(size + " bytes are an address", e);
    }
  }

  /** A path up to the first NUL; one in Linux's abstract name space is as good as none. */
  private static UnixDomainSocketAddress unix(byte[] header, int at) {
    int end = at;
    while (end < at + UNIX_BYTES && header[end] != 0) {
      end++;
    }
    try {
      return UnixDomainSocketAddress.of(new String(header, at, end - at, StandardCharsets.UTF_8));
    } catch (InvalidPathException e) {
      return UnixDomainSocketAddress.of("");
    }
  }

  /** A number of two bytes. */
  static int number(byte[] array, int at) {
    return (array[at] & 0xff) << 8 | array[at + 1] & 0xff;
  }
}
