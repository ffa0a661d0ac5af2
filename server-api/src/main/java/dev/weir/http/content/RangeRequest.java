package dev.weir.http.content;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code Range} field asks for (RFC 9110, section 14.2).
 *
 * <p>One that is malformed, of another unit, or asks for more than {@link #MAX_RANGES} parts or for
 * more bytes than there are (parts that overlap) is passed over, as the section allows: all is sent
 * then. So the answer never costs more than the whole would.
 */
sealed interface RangeRequest {
  int MAX_RANGES = 16;

  /** All of it. */
  record Whole() implements RangeRequest {}

  /** These, in the order in which they were asked for; one at least. */
  record Parts(List<ByteRange> ranges) implements RangeRequest {}

  /** Nothing that is there: 416. */
  record Unsatisfiable() implements RangeRequest {}

  /**
   * Reads a field.
   *
   * @param size the bytes that there are
   */
  static RangeRequest of(String value, long size) {
    if (!value.regionMatches(true, 0, "bytes=", 0, 6)) {
      return new Whole();
    }
    List<ByteRange> ranges = new ArrayList<>(1);
    int specs = 0;
    long total = 0;
    for (String element : value.substring(6).split(",", -1)) {
      String spec = element.strip();
      if (spec.isEmpty()) {
        continue; // RFC 9110, section 5.6.1.2
      }
      specs++;
      Spec read = Spec.of(spec);
      if (read == null || specs > MAX_RANGES) {
        return new Whole();
      }
      ByteRange range = read.within(size);
      if (range != null) {
        ranges.add(range);
        total += range.length();
      }
    }
    if (specs == 0) {
      return new Whole();
    }
    if (ranges.isEmpty()) {
      return new Unsatisfiable();
    }
    return total > size ? new Whole() : new Parts(List.copyOf(ranges));
  }

  /**
   * One specifier.
   *
   * @param first the first byte, or -1: then the last ones, as many as {@code last} says
   */
  record Spec(long first, long last) {
    static @Nullable Spec of(String text) {
      int dash = text.indexOf('-');
      if (dash < 0) {
        return null;
      }
      String before = text.substring(0, dash);
      String after = text.substring(dash + 1);
      boolean suffix = before.isEmpty();
      if (!isNumber(before, suffix) || !isNumber(after, !suffix)) {
        return null;
      }
      long first = suffix ? -1 : number(before);
      long last = after.isEmpty() ? Long.MAX_VALUE : number(after);
      boolean ordered = suffix || after.isEmpty() || compare(before, after) <= 0;
      return ordered ? new Spec(first, last) : null;
    }

    /** By their digits, since numbers may be larger than any that are calculated with. */
    private static int compare(String one, String other) {
      String left = significant(one);
      String right = significant(other);
      return left.length() == right.length()
          ? left.compareTo(right)
          : Integer.compare(left.length(), right.length());
    }

    private static String significant(String digits) {
      int zeros = 0;
      while (zeros < digits.length() && digits.charAt(zeros) == '0') {
        zeros++;
      }
      return digits.substring(zeros);
    }

    @Nullable ByteRange within(long size) {
      if (first < 0) {
        return last == 0 || size == 0 ? null : new ByteRange(Math.max(0, size - last), size - 1);
      }
      return first >= size ? null : new ByteRange(first, Math.min(last, size - 1));
    }

    private static boolean isNumber(String digits, boolean mayBeEmpty) {
      return digits.isEmpty() ? mayBeEmpty : digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** A number beyond all sizes stands for one. */
    private static long number(String digits) {
      try {
        return Long.parseLong(digits);
      } catch (NumberFormatException e) {
        return Long.MAX_VALUE;
      }
    }
  }
}
