package dev.weir.core.http1;

import dev.weir.core.http.TrailerFields;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The chunked coding as regular expressions: slow and obvious. Possessive, or the engine would need
 * stack for each extension.
 */
final class SlowChunks {
  private static final Pattern SIZE =
      Pattern.compile(
          "([0-9A-Fa-f]{1,15})(?:[ \t]*;[ \t]*TOKEN(?:[ \t]*=[ \t]*(?:TOKEN"
                  .replace("TOKEN", "[!#$%&'*+.^_`|~0-9A-Za-z-]+")
              + "|\"(?:[\t\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]"
              + "|\\\\[\t\\x20-\\x7e\\x80-\\xff])*+\"))?)*+\r\n");

  /** What a complete, valid body says. */
  record Body(String data, List<String> trailers, int length) {}

  private SlowChunks() {}

  /** The decoded body, or null if it is malformed or not complete. */
  static @Nullable Body decode(String text) {
    StringBuilder body = new StringBuilder();
    int at = 0;
    while (true) {
      Matcher size = SIZE.matcher(text).region(at, text.length());
      if (!size.lookingAt()) {
        return null;
      }
      long length = Long.parseLong(size.group(1), 16);
      at = size.end();
      if (length == 0) {
        return end(body.toString(), text, at);
      }
      if (length > text.length() - at || !text.startsWith("\r\n", (int) (at + length))) {
        return null;
      }
      body.append(text, at, (int) (at + length));
      at += (int) length + 2;
    }
  }

  private static @Nullable Body end(String data, String text, int at) {
    List<String> lines = new ArrayList<>();
    int from = at;
    for (int end; (end = text.indexOf("\r\n", from)) != from; from = end + 2) {
      if (end < 0) {
        return null;
      }
      lines.add(text.substring(from, end));
    }
    List<String> trailers = SlowHeadParser.fields(lines);
    if (trailers == null) {
      return null;
    }
    for (int i = 0; i < trailers.size(); i += 2) {
      if (!TrailerFields.isAllowed(trailers.get(i))) {
        return null;
      }
    }
    return new Body(data, trailers, from + 2);
  }
}
