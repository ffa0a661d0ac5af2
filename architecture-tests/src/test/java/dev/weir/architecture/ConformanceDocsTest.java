package dev.weir.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pages on conformance name as the test of a requirement is there. */
class ConformanceDocsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern TEST =
      Pattern.compile("`([A-Z]\\w+(?:Test|IT|Fuzz|Compliance))(?:\\.(\\w+))?`");

  /** Their sources, by the name of the class. */
  private static final Map<String, String> SOURCES = sources();

  @ParameterizedTest
  @ValueSource(strings = {"http1.md", "http2.md", "websocket.md"})
  void eachTestThatIsNamedExists(String page) throws IOException {
    List<String> missing =
        TEST.matcher(page(page))
            .results()
            .filter(named -> !exists(named))
            .map(MatchResult::group)
            .distinct()
            .toList();
    assertThat(missing).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http1.md", "http2.md", "websocket.md"})
  void eachRequirementNamesItsTest(String page) throws IOException {
    List<String> rows =
        page(page).lines().filter(line -> line.matches("\\| (RFC )?\\d.*")).toList();
    assertThat(rows)
        .isNotEmpty()
        .allSatisfy(row -> assertThat(TEST.matcher(lastCell(row)).find()).as(row).isTrue());
  }

  private static String lastCell(String row) {
    String[] cells = row.split("(?<!\\\\)\\|");
    return cells[cells.length - 1];
  }

  private static boolean exists(MatchResult named) {
    String source = SOURCES.get(named.group(1));
    String method = named.group(2);
    return source != null
        && (method == null || Pattern.compile("\\bvoid " + method + "\\(").matcher(source).find());
  }

  private static String page(String name) throws IOException {
    return Files.readString(ROOT.resolve("docs/conformance").resolve(name));
  }

  private static Map<String, String> sources() {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .flatMap(
              module -> Stream.of(module.resolve("src/test/java"), module.resolve("src/main/java")))
          .filter(Files::isDirectory)
          .flatMap(ConformanceDocsTest::javaFiles)
          .filter(file -> file.toString().matches(".*(Test|IT|Fuzz|Compliance)\\.java"))
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  ConformanceDocsTest::read,
                  (one, other) -> one + other));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
