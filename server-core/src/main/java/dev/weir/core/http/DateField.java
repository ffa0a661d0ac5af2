package dev.weir.core.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The Date field (RFC 9110, section 6.6.1), made once a second and shared by all threads. */
public final class DateField {
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private record Line(long second, String text, byte[] bytes) {}

  private volatile Line line = new Line(Long.MIN_VALUE, "", new byte[0]);

  /** The whole line with its end, at a time in milliseconds since 1970. Never to be written to. */
  public byte[] at(long millis) {
    return line(millis).bytes;
  }

  /** The value, at a time in milliseconds since 1970: within one second always the same object. */
  public String textAt(long millis) {
    return line(millis).text;
  }

  private Line line(long millis) {
    long second = Math.floorDiv(millis, 1000L);
    Line known = line;
    if (known.second != second) {
      String text = IMF_FIXDATE.format(Instant.ofEpochSecond(second));
      byte[] bytes = ("Date: " + text + "\r\n").getBytes(StandardCharsets.US_ASCII);
      known = new Line(second, text, bytes);
      line = known;
    }
    return known;
  }
}
