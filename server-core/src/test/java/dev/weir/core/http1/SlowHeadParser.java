package dev.weir.core.http1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The grammar of RFC 9112 as regular expressions: slow and obvious. */
final class SlowHeadParser {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  /** RFC 3986, section 2, but for the fragment's mark. */
  private static final String URI = "[A-Za-z0-9._~:/?\\[\\]@!$&'()*+,;=%-]+";

  private static final Pattern REQUEST_LINE =
      Pattern.compile("(" + TOKEN + ") (" + URI + ") HTTP/([0-9])\\.([0-9])");
  private static final Pattern UNENCODED_LINE =
      Pattern.compile("(" + TOKEN + ") ([!-\"$-~]+) HTTP/([0-9])\\.([0-9])");
  private static final Pattern FIELD =
      Pattern.compile(
          "("
              + TOKEN
              + "):[ \t]*((?:[\\x21-\\x7e\\x80-\\xff](?:[\\x20-\\x7e\\x80-\\xff"
              + "\t]*[\\x21-\\x7e\\x80-\\xff])?)?)[ \t]*");

  /** What a complete, valid head says. */
  record Head(String method, String target, String version, List<String> fields, int length) {}

  private SlowHeadParser() {}

  /**
   * The head at the start of {@code text}, or null if it is malformed or not complete.
   *
   * @param unencoded whether the target may hold what URIs have percent-encoded
   */
  static @Nullable Head parse(String text, boolean unencoded) {
    int skipped = text.startsWith("\r\n") ? 2 : 0;
    int end = text.indexOf("\r\n\r\n", skipped);
    if (end < 0) {
      return null;
    }
    String[] lines = text.substring(skipped, end).split("\r\n", -1);
    Matcher line = (unencoded ? UNENCODED_LINE : REQUEST_LINE).matcher(lines[0]);
    if (!line.matches() || !line.group(3).equals("1")) {
      return null;
    }
    List<String> fields = fields(Arrays.asList(lines).subList(1, lines.length));
    String minor = line.group(4).equals("0") ? "0" : "1";
    return fields == null
        ? null
        : new Head(line.group(1), line.group(2), "HTTP/1." + minor, fields, end + 4);
  }

  /** Names and values of field lines in turn, or null if one is malformed. */
  static @Nullable List<String> fields(List<String> lines) {
    List<String> fields = new ArrayList<>();
    for (String line : lines) {
      Matcher field = FIELD.matcher(line);
      if (!field.matches()) {
        return null;
      }
      fields.add(field.group(1));
      fields.add(field.group(2));
    }
    return fields;
  }
}
