package dev.weir.benchmarks.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/** What to send where, as it goes from process to process: one line of words {@code name=value}. */
public record LoadSpec(Map<String, String> values) {
  public LoadSpec {
    values = Map.copyOf(values);
  }

  /** Parses a line. */
  public static LoadSpec parse(String line) {
    Map<String, String> values = new LinkedHashMap<>();
    for (StringTokenizer words = new StringTokenizer(line); words.hasMoreTokens(); ) {
      String word = words.nextToken();
      int equals = word.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("'" + word + "' isn't name=value, in: " + line);
      }
      values.put(word.substring(0, equals), word.substring(equals + 1));
    }
    return new LoadSpec(values);
  }

  /** This, with one value set. */
  public LoadSpec with(String name, Object value) {
    Map<String, String> changed = new LinkedHashMap<>(values);
    changed.put(name, value.toString());
    return new LoadSpec(changed);
  }

  /** The value of that name. */
  public String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  /** The number of that name. */
  public long number(String name, long otherwise) {
    @Nullable String value = values.get(name);
    return value == null ? otherwise : Long.parseLong(value);
  }

  /** The number of that name, where an {@code int} is enough. */
  int count(String name, int otherwise) {
    return Math.toIntExact(number(name, otherwise));
  }

  /** The line that is parsed to this. */
  public String line() {
    StringBuilder line = new StringBuilder();
    values.forEach((name, value) -> line.append(name).append('=').append(value).append(' '));
    return line.toString().strip();
  }
}
