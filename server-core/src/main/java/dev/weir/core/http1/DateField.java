package dev.weir.core.http1;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The Date field (RFC 9110, section 6.6.1), made once a second and shared by all threads. */
final class DateField {
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private record Line(long second, byte[] bytes) {}

  private volatile Line line = new Line(Long.MIN_VALUE, new byte[0]);

  /** The whole line with its end, at a time in milliseconds since 1970. Never to be written to. */
  byte[] at(long millis) {
    long second = Math.floorDiv(millis, 1000L);
    Line known = line;
    if (known.second != second) {
      String text = "Date: " + IMF_FIXDATE.format(Instant.ofEpochSecond(second)) + "\r\n";
      known = new Line(second, text.getBytes(StandardCharsets.US_ASCII));
      line = known;
    }
    return known.bytes;
  }
}
