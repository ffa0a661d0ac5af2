package dev.weir.core.http;

import static dev.weir.core.http.RefusedException.malformed;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one proxy says in Forwarded (RFC 7239, section 4); each part may be missing.
 *
 * @param node who has sent the request to that proxy
 * @param scheme how
 * @param host the Host field that came with it
 */
record ForwardedElement(@Nullable String node, @Nullable String scheme, @Nullable String host) {
  /**
   * Reads the elements of one field line. Spaces around semicolons are allowed, as proxies write
   * them. A quoted string ends in its line: so what a client begins can't swallow what a proxy
   * adds.
   */
  static List<ForwardedElement> parse(String line) throws RefusedException {
    return new Parser(line).elements();
  }

  private static final class Parser {
    private final String line;
    private int at;

    Parser(String line) {
      this.line = line;
    }

    List<ForwardedElement> elements() throws RefusedException {
      List<ForwardedElement> elements = new ArrayList<>();
      while (true) {
        ForwardedElement element = element();
        if (element != null) {
          elements.add(element);
        }
        if (at == line.length()) {
          return elements;
        }
        at++; // the comma
      }
    }

    /** Up to a comma or the end; null if it is empty, which lists may hold. */
    private @Nullable ForwardedElement element() throws RefusedException {
      @Nullable String[] known = new @Nullable String[3];
      List<String> names = new ArrayList<>(4);
      while (true) {
        skipSpace();
        if (!atEndOr(';') && !atEndOr(',')) {
          pair(known, names);
          skipSpace();
        }
        if (atEndOr(',')) {
          return names.isEmpty() ? null : new ForwardedElement(known[0], known[1], known[2]);
        }
        if (line.charAt(at) != ';') {
          throw malformed("The Forwarded field is malformed at index " + at);
        }
        at++;
      }
    }

    private void pair(@Nullable String[] known, List<String> names) throws RefusedException {
      String name = token().toLowerCase(Locale.ROOT);
      if (names.contains(name)) {
        throw malformed("The Forwarded field holds " + name + " twice in one element");
      }
      names.add(name);
      if (at == line.length() || line.charAt(at) != '=') {
        throw malformed("The Forwarded field lacks '=' at index " + at);
      }
      at++;
      boolean quoted = at < line.length() && line.charAt(at) == '"';
      String value = quoted ? quotedString() : token();
      switch (name) {
        case "for" -> known[0] = value;
        case "proto" -> known[1] = value;
        case "host" -> known[2] = value;
        default -> {
          // "by", and what others have registered
        }
      }
    }

    private String token() throws RefusedException {
      int begin = at;
      while (at < line.length() && isToken(line.charAt(at))) {
        at++;
      }
      if (at == begin) {
        throw malformed("The Forwarded field is malformed at index " + at);
      }
      return line.substring(begin, at);
    }

    private static boolean isToken(char c) {
      return c < 0x80 && Octets.isToken((byte) c);
    }

    private String quotedString() throws RefusedException {
      StringBuilder value = new StringBuilder();
      at++;
      while (at < line.length() && line.charAt(at) != '"') {
        if (line.charAt(at) == '\\') {
          at++;
        }
        if (at < line.length()) {
          value.append(line.charAt(at++));
        }
      }
      if (at == line.length()) {
        throw malformed("The Forwarded field holds a quoted string without an end");
      }
      at++;
      return value.toString();
    }

    private void skipSpace() {
      while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
        at++;
      }
    }

    private boolean atEndOr(char c) {
      return at == line.length() || line.charAt(at) == c;
    }
  }
}
