package dev.weir;

import dev.weir.annotation.Stable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A media type with its parameters (RFC 9110, section 8.3.1). Type, subtype and parameter names are
 * kept in lower case; parameter values as they came.
 */
@Stable
public final class MediaType {
  /** {@code application/json}. */
  public static final MediaType JSON = new MediaType("application", "json", Map.of());

  /** {@code application/problem+json} (RFC 9457). */
  public static final MediaType PROBLEM_JSON =
      new MediaType("application", "problem+json", Map.of());

  /** {@code application/octet-stream}. */
  public static final MediaType OCTET_STREAM =
      new MediaType("application", "octet-stream", Map.of());

  /** {@code text/plain; charset=utf-8}. */
  public static final MediaType TEXT = new MediaType("text", "plain", Map.of("charset", "utf-8"));

  /** {@code text/html; charset=utf-8}. */
  public static final MediaType HTML = new MediaType("text", "html", Map.of("charset", "utf-8"));

  private final String type;
  private final String subtype;
  private final Map<String, String> parameters;
  private final String text;

  private MediaType(String type, String subtype, Map<String, String> parameters) {
    this.type = type;
    this.subtype = subtype;
    this.parameters = parameters;
    StringBuilder written = new StringBuilder(type).append('/').append(subtype);
    parameters.forEach((name, value) -> appendParameter(written, name, value));
    this.text = written.toString();
  }

  /** A type without parameters, such as {@code of("text", "csv")}. */
  public static MediaType of(String type, String subtype) {
    return parse(type + "/" + subtype);
  }

  /**
   * Reads a {@code Content-Type} value, or one range of an {@code Accept} value.
   *
   * @throws IllegalArgumentException if it is malformed, saying where
   */
  public static MediaType parse(String text) {
    Parser parser = new Parser(text);
    String type = parser.token();
    parser.expect('/');
    String subtype = parser.token();
    Map<String, String> parameters = new LinkedHashMap<>();
    while (parser.nextParameter()) {
      String name = parser.token().toLowerCase(Locale.ROOT);
      parser.expect('=');
      if (parameters.putIfAbsent(name, parser.value()) != null) {
        throw parser.error("parameter " + name + " comes twice");
      }
    }
    return new MediaType(
        type.toLowerCase(Locale.ROOT),
        subtype.toLowerCase(Locale.ROOT),
        Collections.unmodifiableMap(parameters));
  }

  /** The part before the slash, {@code *} in a range. */
  public String type() {
    return type;
  }

  /** The part after the slash, {@code *} in a range. */
  public String subtype() {
    return subtype;
  }

  /** The parameters in their order, names in lower case. */
  public Map<String, String> parameters() {
    return parameters;
  }

  /** The value of a parameter, such as {@code charset}. */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** This type with one parameter more or replaced. */
  public MediaType with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(parameters);
    more.put(name.toLowerCase(Locale.ROOT), value);
    return new MediaType(type, subtype, Collections.unmodifiableMap(more));
  }

  /** This type without its parameters. */
  public MediaType essence() {
    return parameters.isEmpty() ? this : new MediaType(type, subtype, Map.of());
  }

  /** Whether this, taken as a range, covers {@code other}; parameters don't count. */
  public boolean covers(MediaType other) {
    return type.equals("*")
        || (type.equals(other.type) && (subtype.equals("*") || subtype.equals(other.subtype)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MediaType that
        && type.equals(that.type)
        && subtype.equals(that.subtype)
        && parameters.equals(that.parameters);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + subtype.hashCode();
  }

  /** As a header writes it. */
  @Override
  public String toString() {
    return text;
  }

  private static void appendParameter(StringBuilder target, String name, String value) {
    target.append("; ").append(name).append('=');
    if (!value.isEmpty() && value.chars().allMatch(MediaType::isTokenCharacter)) {
      target.append(value);
      return;
    }
    target.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        target.append('\\');
      }
      target.append(c);
    }
    target.append('"');
  }

  private static boolean isTokenCharacter(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text.strip();
    }

    String token() {
      int from = at;
      while (at < text.length() && isTokenCharacter(text.charAt(at))) {
        at++;
      }
      if (at == from) {
        throw error("a name is expected");
      }
      return text.substring(from, at);
    }

    void expect(char c) {
      if (at == text.length() || text.charAt(at) != c) {
        throw error("'" + c + "' is expected");
      }
      at++;
    }

    /** Skips to the next parameter; empty ones are allowed (RFC 9110, section 5.6.6). */
    boolean nextParameter() {
      boolean separated = false;
      while (at < text.length()) {
        char c = text.charAt(at);
        if (c == ';') {
          separated = true;
        } else if (c != ' ' && c != '\t') {
          if (!separated) {
            throw error("';' is expected");
          }
          return true;
        }
        at++;
      }
      return false;
    }

    String value() {
      if (at == text.length() || text.charAt(at) != '"') {
        return token();
      }
      at++;
      StringBuilder value = new StringBuilder();
      while (at < text.length() && text.charAt(at) != '"') {
        char c = text.charAt(at++);
        if (c == '\\' && at < text.length()) {
          c = text.charAt(at++);
        }
        if (c < ' ' && c != '\t' || c == 0x7f) {
          throw error("a control character isn't allowed");
        }
        value.append(c);
      }
      expect('"');
      return value.toString();
    }

    IllegalArgumentException error(String what) {
      return new IllegalArgumentException(
          "Malformed media type: " + what + " at character " + (at + 1));
    }
  }
}
