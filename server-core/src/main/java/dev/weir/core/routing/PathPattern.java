package dev.weir.core.routing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The path of a route, split at its slashes. Literals are written decoded, as {@link
 * dev.weir.http.Request#path} gives them. The path {@code /} has one segment, which is empty.
 *
 * @param text the pattern as it was written, prefixes of groups included
 * @param segments its segments; a {@link Rest} is the last one
 */
record PathPattern(String text, List<Segment> segments) {
  /** What one segment of a path has to be. */
  sealed interface Segment {
    /** The parameter's name, or the empty string. */
    String name();

    /** How it is written if names don't count, with the slash before it. */
    String shape();
  }

  /** Exactly this text. */
  record Literal(String text) implements Segment {
    @Override
    public String name() {
      return "";
    }

    @Override
    public String shape() {
      return "/" + text;
    }
  }

  /** Anything that isn't empty. */
  record Parameter(String name) implements Segment {
    @Override
    public String shape() {
      return "/{}";
    }
  }

  /** All the segments that are left, at least one, which may be empty. */
  record Rest(String name) implements Segment {
    @Override
    public String shape() {
      return "/{...}";
    }
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if it is malformed, saying why
   */
  static PathPattern parse(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException("a path starts with '/'");
    }
    List<Segment> segments = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int from = 1; from <= text.length(); ) {
      int slash = text.indexOf('/', from);
      int to = slash < 0 ? text.length() : slash;
      if (!segments.isEmpty() && segments.getLast() instanceof Rest rest) {
        throw new IllegalArgumentException("nothing can follow {" + rest.name + "...}");
      }
      Segment segment = segment(text.substring(from, to));
      String name = segment.name();
      if (!name.isEmpty() && !names.add(name)) {
        throw new IllegalArgumentException("the parameter {" + name + "} comes twice");
      }
      segments.add(segment);
      from = to + 1;
    }
    return new PathPattern(text, List.copyOf(segments));
  }

  /** This pattern with all that lies below it; the parameter for it has no name. */
  PathPattern withRest() {
    List<Segment> more = new ArrayList<>(segments);
    more.add(new Rest(""));
    return new PathPattern(text + "/...", List.copyOf(more));
  }

  /** The names of the parameters, in order. */
  List<String> parameterNames() {
    return segments.stream().map(Segment::name).filter(name -> !name.isEmpty()).toList();
  }

  /** The same for two patterns that match the same paths: the names of parameters don't count. */
  String shape() {
    StringBuilder shape = new StringBuilder();
    for (Segment segment : segments) {
      shape.append(segment.shape());
    }
    return shape.toString();
  }

  /** Whether there is no parameter: then one path alone matches. */
  boolean isLiteral() {
    return segments.stream().allMatch(Literal.class::isInstance);
  }

  private static Segment segment(String text) {
    if (text.startsWith("{") && text.endsWith("}")) {
      boolean rest = text.endsWith("...}");
      String name = text.substring(1, text.length() - (rest ? 4 : 1));
      checkName(text, name);
      return rest ? new Rest(name) : new Parameter(name);
    }
    checkLiteral(text);
    return new Literal(text);
  }

  private static void checkName(String segment, String name) {
    boolean valid = !name.isEmpty() && !Character.isDigit(name.charAt(0)) && name.charAt(0) != '-';
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      valid &= c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-');
    }
    if (!valid) {
      throw new IllegalArgumentException(
          "a parameter's name is made of letters, digits, '_' and '-', which "
              + segment
              + " isn't");
    }
  }

  private static void checkLiteral(String text) {
    if (text.equals("*") || text.equals("**") || text.startsWith(":")) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' isn't a parameter here: write {name} for one segment, {name...} for the rest");
    }
    if (text.equals(".") || text.equals("..")) {
      throw new IllegalArgumentException("'" + text + "' is resolved before routes are matched");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{' || c == '}') {
        throw new IllegalArgumentException(
            "a parameter fills a whole segment, unlike in '" + text + "'");
      }
      if (c == '?' || c == '#') {
        throw new IllegalArgumentException("'" + c + "' isn't part of a path");
      }
      if (Character.isISOControl(c)) {
        throw new IllegalArgumentException("a control character never arrives");
      }
      if (c == '%' && !text.startsWith("%2F", i) && isEscape(text, i)) {
        throw new IllegalArgumentException(
            "'"
                + text.substring(i, i + 3)
                + "' is decoded before routes are matched: write what it stands for");
      }
    }
  }

  private static boolean isEscape(String text, int at) {
    return at + 2 < text.length()
        && Character.digit(text.charAt(at + 1), 16) >= 0
        && Character.digit(text.charAt(at + 2), 16) >= 0;
  }
}
