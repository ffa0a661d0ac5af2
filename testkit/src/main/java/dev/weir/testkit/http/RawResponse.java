package dev.weir.testkit.http;

import dev.weir.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it came (RFC 9112).
 *
 * @param version such as {@code HTTP/1.1}
 * @param status the status code
 * @param reason the reason phrase
 * @param fields the fields of the header section, in their order
 * @param body the body, without chunk framing
 * @param trailers the fields of the trailer section
 */
public record RawResponse(
    String version,
    int status,
    String reason,
    List<Field> fields,
    Bytes body,
    List<Field> trailers) {
  /**
   * A field line.
   *
   * @param name as it was written
   * @param value without the white space around it
   */
  public record Field(String name, String value) {}

  /** The value of the first field of that name, or null. */
  public @Nullable String header(String name) {
    List<String> values = headers(name);
    return values.isEmpty() ? null : values.getFirst();
  }

  /** The values of all fields of that name. */
  public List<String> headers(String name) {
    return fields.stream()
        .filter(field -> field.name.equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }

  /** The body as UTF-8 text. */
  public String text() {
    return body.utf8();
  }

  /**
   * Reads one answer, an interim one (1xx) too.
   *
   * @param toHead whether it answers a HEAD request, and so has no body
   * @throws ProtocolException if it is malformed, saying how
   * @throws EOFException if it ends early
   */
  public static RawResponse read(InputStream input, boolean toHead) throws IOException {
    String statusLine = line(input);
    String[] parts = statusLine.split(" ", 3);
    if (parts.length != 3 || !parts[0].matches("HTTP/\\d\\.\\d") || !parts[1].matches("\\d{3}")) {
      throw new ProtocolException("Not a status line: '" + statusLine + "'");
    }
    int status = Integer.parseInt(parts[1]);
    List<Field> fields = fields(input);
    RawResponse head =
        new RawResponse(parts[0], status, parts[2], fields, Bytes.empty(), List.of());
    if (toHead || status < 200 || status == 204 || status == 304) {
      return head;
    }
    List<Field> trailers = new ArrayList<>();
    byte[] body = head.readBody(input, trailers);
    return new RawResponse(
        parts[0], status, parts[2], fields, Bytes.copyOf(body), List.copyOf(trailers));
  }

  private byte[] readBody(InputStream input, List<Field> trailers) throws IOException {
    List<String> lengths = headers("Content-Length");
    List<String> codings = headers("Transfer-Encoding");
    if (!codings.isEmpty()) {
      if (!codings.equals(List.of("chunked")) || !lengths.isEmpty()) {
        throw new ProtocolException("Framed by " + codings + " and by lengths " + lengths);
      }
      return chunks(input, trailers);
    }
    if (lengths.size() > 1) {
      throw new ProtocolException("Content-Length comes " + lengths.size() + " times");
    }
    return lengths.isEmpty()
        ? input.readAllBytes()
        : exactly(input, Integer.parseInt(lengths.getFirst()));
  }

  private static byte[] chunks(InputStream input, List<Field> trailers) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String size = line(input);
      if (!size.matches("[0-9a-fA-F]+")) {
        throw new ProtocolException("Not the size of a chunk: '" + size + "'");
      }
      int length = Integer.parseInt(size, 16);
      if (length == 0) {
        trailers.addAll(fields(input));
        return body.toByteArray();
      }
      body.writeBytes(exactly(input, length));
      String end = line(input);
      if (!end.isEmpty()) {
        throw new ProtocolException("After a chunk comes '" + end + "'");
      }
    }
  }

  private static List<Field> fields(InputStream input) throws IOException {
    List<Field> fields = new ArrayList<>();
    for (String line = line(input); !line.isEmpty(); line = line(input)) {
      int colon = line.indexOf(':');
      if (colon < 1 || !line.substring(0, colon).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
        throw new ProtocolException("Not a field line: '" + line + "'");
      }
      fields.add(new Field(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    return List.copyOf(fields);
  }

  private static byte[] exactly(InputStream input, int count) throws IOException {
    byte[] bytes = input.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("Only " + bytes.length + " of " + count + " bytes of the body came");
    }
    return bytes;
  }

  private static String line(InputStream input) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = input.read(); b != '\r'; b = input.read()) {
      if (b < 0) {
        throw new EOFException("The end comes after '" + text(line) + "'");
      }
      if (b == '\n' || b == 0) {
        throw new ProtocolException("A line with the character " + b + ": '" + text(line) + "'");
      }
      line.write(b);
    }
    if (input.read() != '\n') {
      throw new ProtocolException("A CR without LF after '" + text(line) + "'");
    }
    return text(line);
  }

  private static String text(ByteArrayOutputStream line) {
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  /** Status and fields, and how long the body is. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s %d %s %s, body of %d bytes",
        version,
        status,
        reason,
        fields,
        body.length());
  }
}
