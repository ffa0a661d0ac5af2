package dev.weir.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.routing.PathPattern.Literal;
import dev.weir.core.routing.PathPattern.Parameter;
import dev.weir.core.routing.PathPattern.Rest;
import dev.weir.http.HttpMethod;
import dev.weir.http.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The tree against trying each pattern in turn. */
class RouteTreeTest {
  @Property(tries = 3000)
  void findsTheRouteThatTryingAllPatternsFinds(
      @ForAll("patterns") Set<String> patterns, @ForAll("paths") String path) {
    RoutesBuilder builder = new RoutesBuilder("test");
    patterns.forEach(pattern ->
        builder.on(
            HttpMethod.of(pattern.substring(0, pattern.indexOf(' '))),
            pattern.substring(pattern.indexOf(' ') + 1),
            request -> Response.ok()));
    RouteMatch match = builder.compile(new FakeSetup()).match(HttpMethod.GET, path);

    List<PathPattern> matching =
        new ArrayList<>(
            patterns.stream()
                .filter(pattern -> pattern.startsWith("GET "))
                .map(pattern -> PathPattern.parse(pattern.substring(4)))
                .filter(pattern -> slowMatch(pattern, path) != null)
                .toList());
    matching.sort(Comparator.comparing(RouteTreeTest::rank));
    if (matching.isEmpty()) {
      assertThat(match.route().info().method()).isEqualTo("*");
    } else {
      PathPattern expected = matching.getFirst();
      assertThat(match.route().info().method()).isEqualTo("GET");
      assertThat(match.route().info().pattern()).isEqualTo(expected.text());
      assertThat(match.parameters()).containsExactlyElementsOf(slowMatch(expected, path));
    }
  }

  /** Literal before parameter before rest, from left to right. */
  private static String rank(PathPattern pattern) {
    StringBuilder rank = new StringBuilder();
    for (PathPattern.Segment segment : pattern.segments()) {
      rank.append(
          switch (segment) {
            case Literal literal -> 'a';
            case Parameter parameter -> 'b';
            case Rest rest -> 'c';
          });
    }
    return rank.toString();
  }

  private static List<String> slowMatch(PathPattern pattern, String path) {
    List<String> segments = List.of(path.substring(1).split("/", -1));
    List<String> values = new ArrayList<>();
    for (int i = 0; i < pattern.segments().size(); i++) {
      if (i >= segments.size()) {
        return null;
      }
      String segment = segments.get(i);
      switch (pattern.segments().get(i)) {
        case Literal literal when !literal.text().equals(segment) -> {
          return null;
        }
        case Literal literal -> {}
        case Parameter parameter when segment.isEmpty() -> {
          return null;
        }
        case Parameter parameter -> values.add(segment);
        case Rest rest -> {
          values.add(String.join("/", segments.subList(i, segments.size())));
          return values;
        }
      }
    }
    return segments.size() == pattern.segments().size() ? values : null;
  }

  @Provide
  Arbitrary<Set<String>> patterns() {
    Arbitrary<String> segment = Arbitraries.of("a", "b", "Aa", "BB", "{?}", "{?}", "");
    Arbitrary<String> pattern =
        segment
            .list()
            .ofMinSize(1)
            .ofMaxSize(4)
            .flatMap(
                segments -> Arbitraries.of(true, false, false).map(rest -> write(segments, rest)));
    return Arbitraries.of("GET ", "GET ", "POST ")
        .flatMap(method -> pattern.map(text -> method + text))
        .set()
        .ofMaxSize(12);
  }

  private static String write(List<String> segments, boolean rest) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < segments.size(); i++) {
      text.append('/').append(segments.get(i).replace("?", "p" + i));
    }
    return text + (rest ? "/{rest...}" : "");
  }

  @Provide
  Arbitrary<String> paths() {
    return Arbitraries.of("a", "b", "c", "Aa", "BB", "")
        .list()
        .ofMinSize(1)
        .ofMaxSize(5)
        .map(segments -> "/" + String.join("/", segments));
  }
}
