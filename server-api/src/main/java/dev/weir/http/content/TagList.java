package dev.weir.http.content;

import java.util.ArrayList;
import java.util.List;

/**
 * The value of {@code If-Match} or {@code If-None-Match}. One that is malformed names nothing: a
 * change that hangs on it isn't made, and a copy isn't taken for fresh.
 *
 * @param any whether it is {@code *}
 */
record TagList(boolean any, List<EntityTag> tags) {
  private static final TagList ANY = new TagList(true, List.of());
  private static final TagList NONE = new TagList(false, List.of());

  static TagList parse(List<String> fields) {
    return parse(String.join(",", fields));
  }

  static TagList parse(String value) {
    if (value.strip().equals("*")) {
      return ANY;
    }
    List<EntityTag> tags = new ArrayList<>(1);
    int at = skipBlanks(value, 0);
    while (at < value.length()) {
      if (value.charAt(at) != ',') {
        at = tag(value, at, tags);
        if (at < 0) {
          return NONE;
        }
      }
      at = skipBlanks(value, at);
      if (at < value.length() && value.charAt(at) != ',') {
        return NONE;
      }
      at = skipBlanks(value, at + 1);
    }
    return tags.isEmpty() ? NONE : new TagList(false, tags);
  }

  /** Adds the tag that begins there; answers where it ends, or -1 if it isn't one. */
  private static int tag(String value, int from, List<EntityTag> tags) {
    boolean weak = value.startsWith("W/", from);
    int open = weak ? from + 2 : from;
    if (open >= value.length() || value.charAt(open) != '"') {
      return -1;
    }
    int close = open + 1;
    while (close < value.length() && EntityTag.isTagCharacter(value.charAt(close))) {
      close++;
    }
    if (close == value.length() || value.charAt(close) != '"') {
      return -1;
    }
    tags.add(new EntityTag(value.substring(open + 1, close), weak));
    return close + 1;
  }

  private static int skipBlanks(String value, int from) {
    int at = from;
    while (at < value.length() && (value.charAt(at) == ' ' || value.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }
}
