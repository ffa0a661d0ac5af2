package dev.weir.spi.proxy;

import dev.weir.Bytes;
import dev.weir.ProxyHeader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads a header that is there as a whole, as the specification describes it and with no regard for
 * anything else: "length header", "wrong", or "short" if more is needed.
 */
final class SlowHeaderReader {
  private static final Pattern LINE =
      Pattern.compile("PROXY TCP([46]) (\\S+) (\\S+) (0|[1-9]\\d{0,4}) (0|[1-9]\\d{0,4})");
  private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";

  private SlowHeaderReader() {}

  static String read(byte[] input, int max) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    if (text.isEmpty()) {
      return "short";
    }
    try {
      return text.startsWith("\r") ? two(input, text, max) : one(text);
    } catch (BufferUnderflowException | UnknownHostException | IllegalArgumentException e) {
      return "wrong";
    }
  }

  private static String one(String text) throws UnknownHostException {
    int max = Math.min(107, text.length());
    int end = text.indexOf('\r');
    String line = text.substring(0, end < 0 ? max : Math.min(end, max));
    boolean begins = line.startsWith("PROXY ") || end < 0 && "PROXY ".startsWith(line);
    if (!begins || !line.matches("[ -~]*")) {
      return "wrong";
    }
    if (end < 0 || end > 105) {
      return end < 0 && text.length() < 107 ? "short" : "wrong";
    }
    if (end + 1 == text.length()) {
      return "short";
    }
    if (text.charAt(end + 1) != '\n') {
      return "wrong";
    }
    if (line.matches("PROXY UNKNOWN( .*)?")) {
      return told(end + 2, new ProxyHeader(1, null, null, null, null, Bytes.empty(), null));
    }
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      return "wrong";
    }
    boolean six = parts.group(1).equals("6");
    return told(
        end + 2,
        new ProxyHeader(
            1,
            address(parts.group(2), parts.group(4), six),
            address(parts.group(3), parts.group(5), six),
            null,
            null,
            Bytes.empty(),
            null));
  }

  private static InetSocketAddress address(String host, String port, boolean six) {
    String four = host.substring(host.lastIndexOf(':') + 1);
    if (host.contains(":") != six
        || host.matches(".*(?:[%\\[]|[0-9a-fA-F]{5}).*")
        || four.contains(".") && !four.matches("(?:(?:0|[1-9]\\d*)\\.){3}(?:0|[1-9]\\d*)")
        || !six && !four.contains(".")) {
      throw new IllegalArgumentException(host);
    }
    return new InetSocketAddress(InetAddress.ofLiteral(host), Integer.parseInt(port));
  }

  private static String two(byte[] input, String text, int max) throws UnknownHostException {
    if (!text.startsWith(SIGNATURE)) {
      return SIGNATURE.startsWith(text) ? "short" : "wrong";
    }
    if (input.length < 16) {
      return "short";
    }
    int length = 16 + (ByteBuffer.wrap(input).getShort(14) & 0xffff);
    if (length > max) {
      return "wrong";
    }
    if (input.length < length) {
      return "short";
    }
    ByteBuffer header = ByteBuffer.wrap(input, 12, length - 12);
    int command = header.get();
    int family = header.get();
    header.getShort();
    if (command == 0x20) {
      return told(length, new ProxyHeader(2, null, null, null, null, Bytes.empty(), null));
    }
    if (command != 0x21 || (family & 0xf) > 2 || (family >> 4 & 0xf) > 3) {
      return "wrong";
    }
    SocketAddress[] ends = ends(header, family);
    Map<Integer, byte[]> values = values(header);
    byte[] sum = values.get(3);
    byte[] whole = Arrays.copyOf(input, length);
    if (sum != null && !checks(whole, sum)) {
      return "wrong";
    }
    byte[] id = values.getOrDefault(5, new byte[0]);
    if (id.length > 128) {
      return "wrong";
    }
    return told(
        length,
        new ProxyHeader(
            2,
            ends[0],
            ends[1],
            text(values.get(1)),
            text(values.get(2)),
            Bytes.copyOf(id),
            tls(values.get(0x20))));
  }

  private static SocketAddress[] ends(ByteBuffer header, int family) throws UnknownHostException {
    boolean known = (family & 0xf) != 0;
    SocketAddress[] none = new SocketAddress[2];
    switch (family >> 4) {
      case 1, 2 -> {
        byte[] source = new byte[family >> 4 == 1 ? 4 : 16];
        byte[] destination = source.clone();
        header.get(source).get(destination);
        int from = header.getShort() & 0xffff;
        int to = header.getShort() & 0xffff;
        return known
            ? new SocketAddress[] {
              new InetSocketAddress(InetAddress.getByAddress(source), from),
              new InetSocketAddress(InetAddress.getByAddress(destination), to)
            }
            : none;
      }
      case 3 -> {
        SocketAddress source = unix(header);
        SocketAddress destination = unix(header);
        return known ? new SocketAddress[] {source, destination} : none;
      }
      default -> {
        return none;
      }
    }
  }

  private static SocketAddress unix(ByteBuffer header) {
    byte[] path = new byte[108];
    header.get(path);
    String text = new String(path, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\0');
    byte[] name = end < 0 ? path : Arrays.copyOf(path, end);
    try {
      return UnixDomainSocketAddress.of(new String(name, StandardCharsets.UTF_8));
    } catch (InvalidPathException e) {
      return UnixDomainSocketAddress.of("");
    }
  }

  /** By their type; a second checksum has a type that makes the first one wrong. */
  private static Map<Integer, byte[]> values(ByteBuffer from) {
    Map<Integer, byte[]> values = new HashMap<>();
    while (from.hasRemaining()) {
      int type = from.get() & 0xff;
      byte[] value = new byte[from.getShort() & 0xffff];
      from.get(value);
      if (type == 5 && value.length > 128) {
        throw new IllegalArgumentException("a long id");
      }
      if (type == 0x20) {
        var unused = tls(value);
      }
      if (type == 3 && values.containsKey(3)) {
        throw new IllegalArgumentException("two checksums");
      }
      values.put(type, value);
    }
    return values;
  }

  private static boolean checks(byte[] header, byte[] sum) {
    if (sum.length != 4) {
      return false;
    }
    int family = header[13] >> 4 & 0xf;
    int at = 16 + new int[] {0, 12, 36, 216}[family];
    while (header[at] != 3) {
      at += 3 + (ByteBuffer.wrap(header).getShort(at + 1) & 0xffff);
    }
    byte[] zeroed = header.clone();
    Arrays.fill(zeroed, at + 3, at + 7, (byte) 0);
    CRC32C crc = new CRC32C();
    crc.update(zeroed);
    return (int) crc.getValue() == ByteBuffer.wrap(sum).getInt();
  }

  private static ProxyHeader.@Nullable ClientTls tls(byte @Nullable [] value) {
    if (value == null) {
      return null;
    }
    ByteBuffer all = ByteBuffer.wrap(value);
    int client = all.get();
    int verify = all.getInt();
    Map<Integer, byte[]> parts = new HashMap<>();
    while (all.hasRemaining()) {
      int type = all.get() & 0xff;
      byte[] part = new byte[all.getShort() & 0xffff];
      all.get(part);
      parts.put(type, part);
    }
    boolean shown = (client & 6) != 0;
    return (client & 1) == 0
        ? null
        : new ProxyHeader.ClientTls(
            text(parts.get(0x21)),
            text(parts.get(0x23)),
            shown,
            shown && verify == 0,
            text(parts.get(0x22)));
  }

  private static @Nullable String text(byte @Nullable [] value) {
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }

  static String told(int length, ProxyHeader header) {
    return length
        + " "
        + header
        + " "
        + java.util.HexFormat.of().formatHex(header.uniqueId().toByteArray());
  }
}
