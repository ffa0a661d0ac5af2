package dev.weir.core.http1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A response as a plain, obvious client reads it: it trusts the framing and nothing else.
 *
 * @param fields by name in lower case, values of the same name joined by a comma
 */
record RawResponse(
    int status, Map<String, String> fields, String body, Map<String, String> trailers) {

  /**
   * All responses in what came, the last of them to the end of the connection if it has no length.
   */
  static List<RawResponse> all(String received) {
    List<RawResponse> responses = new ArrayList<>();
    Reader reader = new Reader(received);
    while (reader.hasMore()) {
      responses.add(reader.response(true));
    }
    return responses;
  }

  /** The one response in what came, to a request that lets it have a body. */
  static RawResponse one(String received) {
    List<RawResponse> responses = all(received);
    if (responses.size() != 1) {
      throw new AssertionError("One response was expected, not: " + received);
    }
    return responses.getFirst();
  }

  boolean closes() {
    return fields.getOrDefault("connection", "").equals("close");
  }

  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    boolean hasMore() {
      return at < text.length();
    }

    RawResponse response(boolean bodyAllowed) {
      String statusLine = line();
      if (!statusLine.matches("HTTP/1\\.1 \\d{3} .+")) {
        throw new AssertionError("Not a status line: " + statusLine + " in " + text);
      }
      int status = Integer.parseInt(statusLine.substring(9, 12));
      Map<String, String> fields = fields();
      if (!bodyAllowed || status < 200 || status == 204 || status == 304) {
        return new RawResponse(status, fields, "", Map.of());
      }
      if (fields.containsKey("transfer-encoding")) {
        StringBuilder body = new StringBuilder();
        for (int size = size(); size > 0; size = size()) {
          body.append(take(size));
          if (!line().isEmpty()) {
            throw new AssertionError("A chunk isn't followed by a line's end in " + text);
          }
        }
        return new RawResponse(status, fields, body.toString(), fields());
      }
      String length = fields.get("content-length");
      return new RawResponse(
          status,
          fields,
          take(length == null ? text.length() - at : Integer.parseInt(length)),
          Map.of());
    }

    private int size() {
      return Integer.parseInt(line(), 16);
    }

    private Map<String, String> fields() {
      Map<String, String> fields = new TreeMap<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        String[] parts = line.split(": ", 2);
        fields.merge(parts[0].toLowerCase(Locale.ROOT), parts[1], (a, b) -> a + "," + b);
      }
      return fields;
    }

    private String line() {
      int end = text.indexOf("\r\n", at);
      if (end < 0) {
        throw new AssertionError("No end of line after " + at + " in " + text);
      }
      String line = text.substring(at, end);
      at = end + 2;
      return line;
    }

    private String take(int count) {
      if (text.length() - at < count) {
        throw new AssertionError("The body is shorter than declared in " + text);
      }
      String taken = text.substring(at, at + count);
      at += count;
      return taken;
    }
  }
}
