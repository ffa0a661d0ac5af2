package dev.weir.core.routing;

import dev.weir.http.Problem;
import dev.weir.http.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query, decoded as forms write them: {@code name=value} pairs between {@code
 * &}, {@code +} for a space, percent-encoded UTF-8. Decoded when first asked for. For one thread at
 * a time, or any number after the first look-up.
 */
public final class QueryParameters {
  private final String query;
  private @Nullable List<String> namesAndValues;

  /** Of a raw query, without the question mark. */
  public QueryParameters(String query) {
    this.query = query;
  }

  /**
   * The first value of a parameter, or null. One without {@code =} has the empty value.
   *
   * @throws ProblemException 400, if any part of the query is malformed
   */
  public @Nullable String first(String name) {
    List<String> pairs = pairs();
    for (int i = 0; i < pairs.size(); i += 2) {
      if (pairs.get(i).equals(name)) {
        return pairs.get(i + 1);
      }
    }
    return null;
  }

  /**
   * All values of a parameter, in order.
   *
   * @throws ProblemException 400, if any part of the query is malformed
   */
  public List<String> all(String name) {
    List<String> pairs = pairs();
    List<String> values = new ArrayList<>(1);
    for (int i = 0; i < pairs.size(); i += 2) {
      if (pairs.get(i).equals(name)) {
        values.add(pairs.get(i + 1));
      }
    }
    return values;
  }

  private List<String> pairs() {
    List<String> pairs = namesAndValues;
    if (pairs == null) {
      pairs = parse(query);
      namesAndValues = pairs;
    }
    return pairs;
  }

  private static List<String> parse(String query) {
    List<String> pairs = new ArrayList<>();
    for (int from = 0; from < query.length(); ) {
      int ampersand = query.indexOf('&', from);
      int to = ampersand < 0 ? query.length() : ampersand;
      if (to > from) {
        int equals = query.indexOf('=', from);
        int nameEnd = equals < 0 || equals > to ? to : equals;
        pairs.add(decode(query.substring(from, nameEnd)));
        pairs.add(decode(query.substring(Math.min(nameEnd + 1, to), to)));
      }
      from = to + 1;
    }
    return pairs;
  }

  private static String decode(String text) {
    try {
      return PercentDecoder.decode(text, true);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(Problem.of(400, "The query is malformed: " + e.getMessage()), e);
    }
  }
}
