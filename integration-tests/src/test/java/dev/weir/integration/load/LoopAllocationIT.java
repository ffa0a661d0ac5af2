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
  /**
   * The lend of the bytes (32) and the request that the handler sees (56 to 64), and some room for
   * what comes once in a while.
   */
  private static final long MOST_BYTES = 128;

  /** An answer in JSON needs nothing beside that; this is for what comes once in a while. */
  private static final long MOST_BESIDE = 8;

  private record Window(long text, long json, long codec) {
    static Window await(Child program, int number) {
      Pattern line = Pattern.compile("^" + number + ": text (\\d+), JSON (\\d+), codec (\\d+)");
      Matcher figures = program.awaitOut(line);
      return new Window(
          Long.parseLong(figures.group(1)),
          Long.parseLong(figures.group(2)),
          Long.parseLong(figures.group(3)));
    }

    long jsonBesideText() {
      return json - text;
    }

    boolean isWithinBounds() {
      return text <= MOST_BYTES && jsonBesideText() <= codec + MOST_BESIDE;
    }
  }

  /**
   * One window within the bounds is enough: what isn't compiled yet allocates more, and when that
   * is done is up to who else uses the processors. What each answer has too much, each window has.
   */
  @ParameterizedTest
  @CsvSource({"nio, auto", "nio, jdk", "netty, auto"})
  void anAnswerAllocatesLittleMoreThanWhatItsHandlerSeesAndMakes(String transport, String sockets) {
    Jvm jvm =
        new Jvm()
            .property("weir.transport.nio.sockets", sockets)
            .option("-XX:TieredStopAtLevel=4") // what counts is what is left once all is compiled
            .option("-cp", System.getProperty("java.class.path"));
    try (Child program = jvm.start(LoopAllocationProgram.class.getName(), transport)) {
      Window window = Window.await(program, 1);
      for (int i = 2; i <= LoopAllocationProgram.WINDOWS && !window.isWithinBounds(); i++) {
        window = Window.await(program, i);
      }
      String all = program.out();
      assertThat(window.text())
          .as("bytes for each answer of text: %s", all)
          .isBetween(32L, MOST_BYTES);
      assertThat(window.codec())
          .as("bytes for each value and its encoding: %s", all)
          .isGreaterThan(50);
      assertThat(window.jsonBesideText())
          .as("bytes for each answer in JSON beside what one of text costs: %s", all)
          .isLessThanOrEqualTo(window.codec() + MOST_BESIDE);
    }
  }
}
