package dev.weir.core.http;

import dev.weir.internal.HttpDates;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The Date field (RFC 9110, section 6.6.1), made once a second and shared by all threads. */
public final class DateField {
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
      known = known.isInMinuteOf(second) ? known.at(second) : Line.formatted(second);
      line = known;
    }
    return known;
  }

  /** The value in text, and the whole line in bytes. */
  private record Line(long second, String text, byte[] bytes) {
    private static final String NAME = "Date: ";
    private static final int MINUTE_SECONDS = 60;
    private static final String END = "\r\n";
    private static final int FROM_SECONDS = ("37 GMT" + END).length();

    static Line formatted(long second) {
      String text = HttpDates.format(Instant.ofEpochSecond(second));
      byte[] bytes = (NAME + text + END).getBytes(StandardCharsets.US_ASCII);
      return new Line(second, text, bytes);
    }

    boolean isInMinuteOf(long other) {
      return Math.floorDiv(second, MINUTE_SECONDS) == Math.floorDiv(other, MINUTE_SECONDS);
    }

    /**
     * Another second of the same minute. What runs once a second stays uncompiled, and a formatter
     * that isn't compiled holds all requests up for a quarter of a millisecond.
     */
    Line at(long other) {
      int digits = Math.floorMod(other, MINUTE_SECONDS);
      byte[] changed = bytes.clone();
      int at = changed.length - FROM_SECONDS;
      changed[at] = (byte) ('0' + digits / 10);
      changed[at + 1] = (byte) ('0' + digits % 10);
      int length = changed.length - NAME.length() - END.length();
      String text = new String(changed, NAME.length(), length, StandardCharsets.US_ASCII);
      return new Line(other, text, changed);
    }
  }
}
