package dev.weir.internal;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Any text is a date of one of the three formats, to the letter, or none. */
class HttpDatesFuzz {
  private static final Clock IN_2025 =
      Clock.fixed(Instant.parse("2025-06-01T00:00:00Z"), ZoneOffset.UTC);

  private static final String TIME = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";
  private static final String MONTH = "(?<month>[A-Z][a-z]{2})";
  private static final List<Pattern> FORMATS =
      List.of(
          Pattern.compile(
              "(?<name>[A-Z][a-z]{2}), (?<day>\\d\\d) "
                  + MONTH
                  + " (?<year>\\d{4}) "
                  + TIME
                  + " GMT"),
          Pattern.compile(
              "(?<name>[A-Z][a-z]{5,8}), (?<day>\\d\\d)-"
                  + MONTH
                  + "-(?<year>\\d\\d) "
                  + TIME
                  + " GMT"),
          Pattern.compile(
              "(?<name>[A-Z][a-z]{2}) "
                  + MONTH
                  + " (?<day>\\d\\d| \\d) "
                  + TIME
                  + " (?<year>\\d{4})"));
  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  @FuzzTest(maxDuration = "1m")
  void reads(byte[] input) {
    String text = new String(input, StandardCharsets.ISO_8859_1);
    Instant found = HttpDates.parse(text, IN_2025);
    Instant expected = slow(text);
    if (!Objects.equals(found, expected)) {
      throw new AssertionError(text + " was read as " + found + ", not " + expected);
    }
  }

  private static @Nullable Instant slow(String text) {
    for (Pattern format : FORMATS) {
      Matcher parts = format.matcher(text);
      if (parts.matches()) {
        try {
          return instant(parts);
        } catch (DateTimeException e) {
          return null;
        }
      }
    }
    return null;
  }

  private static @Nullable Instant instant(Matcher parts) {
    int year = Integer.parseInt(parts.group("year"));
    if (parts.group("year").length() == 2) {
      year += year > 75 ? 1900 : 2000; // in 2025
    }
    LocalDate date =
        LocalDate.of(
            year,
            MONTHS.indexOf(parts.group("month")) + 1,
            Integer.parseInt(parts.group("day").strip()));
    LocalTime time =
        LocalTime.of(
            Integer.parseInt(parts.group("hour")),
            Integer.parseInt(parts.group("minute")),
            Integer.parseInt(parts.group("second")));
    TextStyle style = parts.group("name").length() == 3 ? TextStyle.SHORT : TextStyle.FULL;
    return date.getDayOfWeek().getDisplayName(style, Locale.US).equals(parts.group("name"))
        ? LocalDateTime.of(date, time).toInstant(ZoneOffset.UTC)
        : null;
  }
}
