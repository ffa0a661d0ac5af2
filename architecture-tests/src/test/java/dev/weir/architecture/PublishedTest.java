package dev.weir.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The lists of modules that are kept by hand agree with each other. */
class PublishedTest {
  private static final Set<String> NOT_PUBLISHED =
      Set.of(
          "weir-parent",
          "weir-bom",
          "weir-benchmarks",
          "weir-examples",
          "weir-integration-tests",
          "weir-architecture-tests");

  @Test
  void theBomNamesEveryPublishedModule() throws IOException {
    Set<String> published = new TreeSet<>();
    for (String module : all("<module>([^<]+)</module>", Path.of("..", "pom.xml"))) {
      published.addAll(
          all("<artifactId>(weir-[^<]+)</artifactId>", Path.of("..", module, "pom.xml")));
    }
    published.removeAll(NOT_PUBLISHED);

    Set<String> inBom =
        all("<artifactId>(weir-[^<]+)</artifactId>", Path.of("..", "bom", "pom.xml"));
    inBom.removeAll(NOT_PUBLISHED);
    assertThat(inBom).isEqualTo(published).hasSize(WeirModule.values().length);
  }

  private static Set<String> all(String pattern, Path file) throws IOException {
    return Pattern.compile(pattern)
        .matcher(Files.readString(file))
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
