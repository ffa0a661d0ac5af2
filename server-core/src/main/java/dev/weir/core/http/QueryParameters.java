package dev.weir.core.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query ({@code application/x-www-form-urlencoded}): pairs parted by ampersands, plus
 * for space, percent-encoded UTF-8. What is malformed is left as it is, as browsers do.
 */
final class QueryParameters {
  private QueryParameters() {}

  static @Nullable String first(String query, String name) {
    for (int from = 0; from < query.length(); ) {
      int to = end(query, from);
      if (isNamed(query, from, to, name)) {
        return value(query, from, to);
      }
      from = to + 1;
    }
    return null;
  }

  static List<String> all(String query, String name) {
    List<String> values = new ArrayList<>(1);
    for (int from = 0; from < query.length(); ) {
      int to = end(query, from);
      if (isNamed(query, from, to, name)) {
        values.add(value(query, from, to));
      }
      from = to + 1;
    }
    return values;
  }

  private static int end(String query, int from) {
    int to = query.indexOf('&', from);
    return to < 0 ? query.length() : to;
  }

  private static int equals(String query, int from, int to) {
    int at = query.indexOf('=', from);
    return at < 0 || at > to ? to : at;
  }

  private static boolean isNamed(String query, int from, int to, String name) {
    if (from == to) {
      return false;
    }
    int end = equals(query, from, to);
    if (end - from == name.length() && query.startsWith(name, from)) {
      return name.indexOf('%') < 0 && name.indexOf('+') < 0;
    }
    return decode(query, from, end).equals(name);
  }

  private static String value(String query, int from, int to) {
    int at = equals(query, from, to);
    return at == to ? "" : decode(query, at + 1, to);
  }

  private static String decode(String text, int from, int to) {
    boolean plain = true;
    for (int i = from; plain && i < to; i++) {
      char c = text.charAt(i);
      plain = c != '%' && c != '+';
    }
    if (plain) {
      return text.substring(from, to);
    }
    byte[] bytes = new byte[to - from];
    int count = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      int high = c == '%' && i + 2 < to ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
      if (low >= 0) {
        bytes[count++] = (byte) (high << 4 | low);
        i += 2;
      } else {
        bytes[count++] = (byte) (c == '+' ? ' ' : c);
      }
    }
    return new String(bytes, 0, count, StandardCharsets.UTF_8);
  }
}
