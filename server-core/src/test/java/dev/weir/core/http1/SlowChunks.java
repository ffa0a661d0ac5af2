package dev.weir.core.http1;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The chunked coding as regular expressions: slow and obvious. Without trailers. */
final class SlowChunks {
  private static final Pattern SIZE =
      Pattern.compile(
          "([0-9A-Fa-f]{1,15})(?:[ \t]*;[ \t]*TOKEN(?:[ \t]*=[ \t]*(?:TOKEN"
                  .replace("TOKEN", "[!#$%&'*+.^_`|~0-9A-Za-z-]+")
              + "|\"(?:[\t\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]"
              + "|\\\\[\t\\x20-\\x7e\\x80-\\xff])*\"))?)*\r\n");

  private SlowChunks() {}

  /** The decoded body, or null if it is malformed or not complete. */
  static @Nullable String decode(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
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
        return text.startsWith("\r\n", at) ? body.toString() : null;
      }
      if (length > text.length() - at || !text.startsWith("\r\n", (int) (at + length))) {
        return null;
      }
      body.append(text, at, (int) (at + length));
      at += (int) length + 2;
    }
  }
}
