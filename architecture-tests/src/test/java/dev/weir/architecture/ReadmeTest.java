package dev.weir.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Limits;
import dev.weir.config.Setting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is what is so. */
class ReadmeTest {
  private static final Pattern JAVA_BLOCK =
      Pattern.compile("^```java\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern TYPE_NAME =
      Pattern.compile("^public (?:final )?class (\\w+)", Pattern.MULTILINE);

  @TempDir private Path output;

  @Test
  void theTableOfLimitsIsThatOfTheApi() throws IOException {
    List<String> rows =
        readme()
            .lines()
            .dropWhile(line -> !line.startsWith("<!-- limits"))
            .skip(3)
            .takeWhile(line -> line.startsWith("|"))
            .toList();

    assertThat(rows).containsExactlyElementsOf(Limits.all().stream().map(this::row).toList());
  }

  @Test
  void theProgramsCompileAgainstTheApiAlone() throws IOException {
    List<Source> programs =
        JAVA_BLOCK
            .matcher(readme())
            .results()
            .map(block -> block.group(1))
            .flatMap(ReadmeTest::program)
            .toList();
    assertThat(programs).hasSize(2);

    String api =
        Stream.of(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
            .filter(entry -> entry.matches(".*(server-api|slf4j-api|jspecify).*"))
            .reduce((a, b) -> a + System.getProperty("path.separator") + b)
            .orElseThrow();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(
                null,
                null,
                problems,
                List.of("-cp", api, "-d", output.toString(), "-proc:none"),
                null,
                programs)
            .call();

    assertThat(problems.getDiagnostics())
        .filteredOn(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
        .isEmpty();
    assertThat(compiled).isTrue();
  }

  private <T> String row(Setting<T> limit) {
    String value =
        limit.defaultValue() instanceof Integer number
            ? String.format("%,d", number)
            : limit.format(limit.defaultValue());
    return "| `" + limit.name() + "` | " + value + " | " + limit.description() + " |";
  }

  /** Blocks without a class are fragments. */
  private static Stream<Source> program(String block) {
    return TYPE_NAME.matcher(block).results().limit(1).map(type -> new Source(type, block));
  }

  private static String readme() throws IOException {
    return Files.readString(Path.of("..", "README.md"));
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String content;

    Source(MatchResult type, String content) {
      super(URI.create("string:///" + type.group(1) + ".java"), Kind.SOURCE);
      this.content = content;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return content;
    }
  }
}
