package dev.weir.core.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What was agreed on about compression (RFC 7692, section 7.1).
 *
 * @param serverForgets whether each message of the server is compressed by itself
 * @param clientForgets whether each message of the client is
 * @param serverWindowBits the server looks back 2 to that many bytes at most
 * @param windowNamed whether the client named that
 */
record Deflation(
    boolean serverForgets, boolean clientForgets, int serverWindowBits, boolean windowNamed) {
  private static final String NAME = "permessage-deflate";
  private static final String SERVER_FORGETS = "server_no_context_takeover";
  private static final String CLIENT_FORGETS = "client_no_context_takeover";
  private static final String SERVER_WINDOW = "server_max_window_bits";
  private static final int MIN_BITS = 8;
  private static final int MAX_BITS = 15;

  /** The first offer in {@code Sec-WebSocket-Extensions} that can be met, or null. */
  static @Nullable Deflation choose(List<String> fields) {
    for (String field : fields) {
      for (String offer : split(field, ',')) {
        Deflation met = meet(split(offer, ';'));
        if (met != null) {
          return met;
        }
      }
    }
    return null;
  }

  private static @Nullable Deflation meet(List<String> parts) {
    if (!parts.getFirst().strip().equalsIgnoreCase(NAME)) {
      return null;
    }
    int bits = MAX_BITS;
    List<String> seen = new ArrayList<>();
    for (String part : parts.subList(1, parts.size())) {
      int equals = part.indexOf('=');
      String name = (equals < 0 ? part : part.substring(0, equals)).strip();
      @Nullable String value = equals < 0 ? null : unquoted(part.substring(equals + 1).strip());
      if (seen.contains(name)) {
        return null; // section 7.1: an offer that says something twice is declined
      }
      seen.add(name);
      OptionalInt window = value == null ? OptionalInt.empty() : windowBits(value);
      boolean understood =
          switch (name) {
            case SERVER_FORGETS, CLIENT_FORGETS -> value == null;
            case SERVER_WINDOW -> window.isPresent();
            case "client_max_window_bits" -> value == null || window.isPresent();
            default -> false;
          };
      if (!understood) {
        return null;
      }
      if (name.equals(SERVER_WINDOW)) {
        bits = window.orElse(MAX_BITS);
      }
    }
    return new Deflation(
        seen.contains(SERVER_FORGETS),
        seen.contains(CLIENT_FORGETS),
        bits,
        seen.contains(SERVER_WINDOW));
  }

  private static OptionalInt windowBits(String value) {
    for (int bits = MIN_BITS; bits <= MAX_BITS; bits++) {
      if (value.equals(String.valueOf(bits))) {
        return OptionalInt.of(bits);
      }
    }
    return OptionalInt.empty();
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  /** Splits outside of quoted strings. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '"';
      if (c == separator && !quoted) {
        parts.add(text.substring(from, i));
        from = i + 1;
      }
    }
    parts.add(text.substring(from));
    return parts;
  }

  /** The answer's {@code Sec-WebSocket-Extensions}. */
  String answer() {
    StringJoiner parts = new StringJoiner("; ").add(NAME);
    if (serverForgets) {
      parts.add(SERVER_FORGETS);
    }
    if (clientForgets) {
      parts.add(CLIENT_FORGETS);
    }
    if (windowNamed) {
      parts.add(SERVER_WINDOW + "=" + serverWindowBits);
    }
    return parts.toString();
  }
}
