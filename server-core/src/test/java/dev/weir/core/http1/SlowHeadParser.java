package dev.weir.core.http1;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The grammar of RFC 9112 as regular expressions: slow and obvious. */
final class SlowHeadParser {
  private static final Pattern REQUEST_LINE =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([!-\"$-~]+) HTTP/([0-9])\\.([0-9])");
  private static final Pattern FIELD =
      Pattern.compile(
          "([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ "
              + "\t]*((?:[\\x21-\\x7e\\x80-\\xff](?:[\\x20-\\x7e\\x80-\\xff"
              + "\t]*[\\x21-\\x7e\\x80-\\xff])?)?)[ \t]*");

  /** What a complete, valid head says. */
  record Head(String method, String target, String version, List<String> fields, int length) {}

  private SlowHeadParser() {}

  /** The head at the start of {@code bytes}, or null if it is malformed or not complete. */
  static @Nullable Head parse(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int skipped = text.startsWith("\r\n") ? 2 : 0;
    int end = text.indexOf("\r\n\r\n", skipped);
    if (end < 0) {
      return null;
    }
    String[] lines = text.substring(skipped, end).split("\r\n", -1);
    Matcher line = REQUEST_LINE.matcher(lines[0]);
    if (!line.matches() || !line.group(3).equals("1") || line.group(4).charAt(0) > '1') {
      return null;
    }
    List<String> fields = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      Matcher field = FIELD.matcher(lines[i]);
      if (!field.matches()) {
        return null;
      }
      fields.add(field.group(1));
      fields.add(field.group(2));
    }
    return new Head(line.group(1), line.group(2), "HTTP/1." + line.group(4), fields, end + 4);
  }
}
