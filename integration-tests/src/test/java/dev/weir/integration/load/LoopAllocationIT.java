package dev.weir.integration.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Child;
import dev.weir.integration.process.Jvm;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What an answer costs in memory on the loop: nothing but what user code may keep; in JSON, the
 * value and what Jackson needs to write it, too.
 */
class LoopAllocationIT {
  private static final Pattern FIGURES = Pattern.compile("text (\\d+), JSON (\\d+), codec (\\d+)");

  /**
   * The lend of the bytes (32) and the request that the handler sees (56 to 64), and some room for
   * what comes once in a while.
   */
  private static final long MOST_BYTES = 128;

  /** An answer in JSON needs nothing beside that; this is for what comes once in a while. */
  private static final long MOST_BESIDE = 8;

  @ParameterizedTest
  @CsvSource({"nio, auto", "nio, jdk", "netty, auto"})
  void anAnswerAllocatesLittleMoreThanWhatItsHandlerSeesAndMakes(String transport, String sockets) {
    Jvm jvm =
        new Jvm()
            .property("weir.transport.nio.sockets", sockets)
            .option("-XX:TieredStopAtLevel=4") // what counts is what is left once all is compiled
            .option("-cp", System.getProperty("java.class.path"));
    try (Child program = jvm.start(LoopAllocationProgram.class.getName(), transport)) {
      Matcher figures = program.awaitOut(FIGURES);
      long text = Long.parseLong(figures.group(1));
      long json = Long.parseLong(figures.group(2));
      long codec = Long.parseLong(figures.group(3));
      assertThat(text).as("bytes for each answer of text").isBetween(32L, MOST_BYTES);
      assertThat(codec).as("bytes for each value and its encoding").isGreaterThan(50);
      assertThat(json - text)
          .as("bytes for each answer beside what one of text costs: %s", figures.group())
          .isLessThanOrEqualTo(codec + MOST_BESIDE);
      assertThat(program.awaitExit()).isZero();
    }
  }
}
