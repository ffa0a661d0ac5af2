package dev.weir.core.routing;

import java.util.ArrayList;
import java.util.List;

/**
 * From the raw path of a target to the path that routes are matched with and handlers see.
 *
 * <p>The path is split at its slashes first and each segment decoded by itself, once. So an encoded
 * slash never separates: it stays {@code %2F}, in {@code path()} and in parameters. Dot segments
 * are resolved after decoding, so encoded ones are too; one that leads above the root, or hides
 * between encoded slashes, is refused, and so are control characters. Empty segments stay: {@code
 * //} isn't {@code /}. A backslash and a semicolon are ordinary characters.
 */
final class PathDecoder {
  private static final String ENCODED_SLASH = "%2F";

  private PathDecoder() {}

  /**
   * The decoded path; the same string if there is nothing to decode.
   *
   * @param raw starts with a slash and holds visible ASCII characters alone
   * @throws IllegalArgumentException if it is malformed, saying why
   */
  static String decode(String raw) {
    if (raw.indexOf('%') < 0 && !raw.contains("/.")) {
      return raw;
    }
    List<String> segments = new ArrayList<>();
    for (int from = 1; from <= raw.length(); ) {
      int slash = raw.indexOf('/', from);
      int to = slash < 0 ? raw.length() : slash;
      boolean last = to == raw.length();
      String segment = decodeSegment(raw.substring(from, to));
      if (segment.equals("..")) {
        if (segments.isEmpty()) {
          throw new IllegalArgumentException("it leads above the root");
        }
        segments.removeLast();
      }
      boolean dots = isDots(segment);
      if (!dots) {
        segments.add(segment);
      } else if (last) {
        segments.add(""); // RFC 3986, section 5.2.4: /a/b/.. is /a/
      }
      from = to + 1;
    }
    return "/" + String.join("/", segments);
  }

  private static String decodeSegment(String raw) {
    if (raw.indexOf('%') < 0) {
      return raw;
    }
    String decoded = PercentDecoder.decode(raw, false);
    for (int i = 0; i < decoded.length(); i++) {
      if (Character.isISOControl(decoded.charAt(i))) {
        throw new IllegalArgumentException("it holds an encoded control character");
      }
    }
    String kept = decoded.replace("/", ENCODED_SLASH);
    // Whoever decodes once more must not find a dot segment that was never resolved.
    String slashes = kept.replace("%2f", ENCODED_SLASH);
    if (slashes.contains(ENCODED_SLASH)) {
      for (String piece : slashes.split(ENCODED_SLASH, -1)) {
        if (isDots(piece)) {
          throw new IllegalArgumentException("it holds a dot segment beside an encoded slash");
        }
      }
    }
    return kept;
  }

  private static boolean isDots(String segment) {
    return segment.equals(".") || segment.equals("..");
  }
}
