package dev.weir.http.content;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Any value of Range is read as the section's grammar says, for content of any size. */
class RangeRequestFuzz {
  private static final Pattern SPEC = Pattern.compile("([0-9]*)-([0-9]*)");
  private static final int SIZE_OCTETS = 2;

  @FuzzTest(maxDuration = "1m")
  void reads(byte[] input) {
    if (input.length < SIZE_OCTETS) {
      return;
    }
    long size = (input[0] & 0xff) << 8 | input[1] & 0xff;
    String value =
        new String(input, SIZE_OCTETS, input.length - SIZE_OCTETS, StandardCharsets.ISO_8859_1);
    RangeRequest found = RangeRequest.of(value, size);
    RangeRequest expected = slow(value, size);
    if (!found.equals(expected)) {
      throw new AssertionError(value + " of " + size + ": " + found + ", not " + expected);
    }
  }

  private static RangeRequest slow(String value, long size) {
    if (!value.matches("(?is)bytes=.*")) {
      return new RangeRequest.Whole();
    }
    List<String> specs = new ArrayList<>();
    for (String element : value.substring(value.indexOf('=') + 1).split(",")) {
      if (!element.isBlank()) {
        specs.add(element.strip());
      }
    }
    if (specs.isEmpty() || specs.size() > RangeRequest.MAX_RANGES) {
      return new RangeRequest.Whole();
    }
    List<ByteRange> parts = new ArrayList<>();
    for (String spec : specs) {
      Matcher ends = SPEC.matcher(spec);
      if (!ends.matches() || spec.equals("-")) {
        return new RangeRequest.Whole();
      }
      BigInteger all = BigInteger.valueOf(size);
      BigInteger end = all.subtract(BigInteger.ONE);
      boolean suffix = ends.group(1).isEmpty();
      BigInteger first =
          suffix
              ? all.subtract(new BigInteger(ends.group(2))).max(BigInteger.ZERO)
              : new BigInteger(ends.group(1));
      BigInteger last =
          suffix || ends.group(2).isEmpty() ? end : new BigInteger(ends.group(2)).min(end);
      if (!suffix
          && !ends.group(2).isEmpty()
          && first.compareTo(new BigInteger(ends.group(2))) > 0) {
        return new RangeRequest.Whole();
      }
      if (first.compareTo(last) <= 0) {
        parts.add(new ByteRange(first.longValueExact(), last.longValueExact()));
      }
    }
    if (parts.isEmpty()) {
      return new RangeRequest.Unsatisfiable();
    }
    long asked = parts.stream().mapToLong(ByteRange::length).sum();
    return asked > size ? new RangeRequest.Whole() : new RangeRequest.Parts(parts);
  }
}
