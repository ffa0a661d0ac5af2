package dev.weir.core.routing;

import dev.weir.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client takes (RFC 9110, section 12.5.1). Lenient: a range that is malformed is passed
 * over, and if none is left, everything is taken, since a client is served better by an answer it
 * may not understand than by none. A {@code charset} doesn't count.
 */
final class Accept {
  private final List<Range> ranges;

  /** A range of media types, and how much they are wanted, from 0 to 1000. */
  private record Range(MediaType type, int quality) {
    /** How exactly this range names the type; 0 if it doesn't cover it. */
    int specificity(MediaType candidate) {
      if (!type.covers(candidate)) {
        return 0;
      }
      int parameters = 0;
      for (Map.Entry<String, String> parameter : type.parameters().entrySet()) {
        String name = parameter.getKey();
        if (name.equals("q") || name.equals("charset")) {
          continue;
        }
        if (!parameter.getValue().equalsIgnoreCase(candidate.parameters().get(name))) {
          return 0;
        }
        parameters++;
      }
      if (type.type().equals("*")) {
        return 1;
      }
      return type.subtype().equals("*") ? 2 : 3 + parameters;
    }
  }

  private Accept(List<Range> ranges) {
    this.ranges = ranges;
  }

  /** From the values of the field. */
  static Accept parse(List<String> values) {
    List<Range> ranges = new ArrayList<>();
    for (String value : values) {
      for (String element : elements(value)) {
        Range range = range(element);
        if (range != null) {
          ranges.add(range);
        }
      }
    }
    return new Accept(ranges);
  }

  /** The most wanted of those that can be sent, in doubt the first one, or null. */
  ValueEncoding.@Nullable Chosen best(List<ValueEncoding.Chosen> available) {
    if (ranges.isEmpty()) {
      return available.getFirst();
    }
    ValueEncoding.Chosen best = null;
    int bestQuality = 0;
    for (ValueEncoding.Chosen candidate : available) {
      int quality = quality(candidate.mediaType());
      if (quality > bestQuality) {
        best = candidate;
        bestQuality = quality;
      }
    }
    return best;
  }

  /** The quality that the most specific range gives. */
  private int quality(MediaType candidate) {
    int quality = 0;
    int specificity = 0;
    for (Range range : ranges) {
      int own = range.specificity(candidate);
      if (own > specificity) {
        specificity = own;
        quality = range.quality;
      }
    }
    return quality;
  }

  private static @Nullable Range range(String element) {
    try {
      MediaType type = MediaType.parse(element);
      boolean valid = !type.type().equals("*") || type.subtype().equals("*");
      String quality = type.parameters().get("q");
      return valid ? new Range(type, quality == null ? 1000 : thousandths(quality)) : null;
    } catch (IllegalArgumentException e) {
      return null; // passed over, as promised
    }
  }

  private static int thousandths(String quality) {
    if (quality.length() > 8
        || !quality.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'))) {
      throw new IllegalArgumentException("not a quality value");
    }
    double value = Double.parseDouble(quality);
    return (int) Math.round(Math.min(1, value) * 1000);
  }

  /** Splits at the commas outside of quotes. */
  private static List<String> elements(String value) {
    if (value.indexOf('"') < 0) {
      return List.of(value.split(",", -1));
    }
    List<String> elements = new ArrayList<>();
    boolean quoted = false;
    int from = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' && quoted) {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        elements.add(value.substring(from, i));
        from = i + 1;
      }
    }
    elements.add(value.substring(from));
    return elements;
  }
}
