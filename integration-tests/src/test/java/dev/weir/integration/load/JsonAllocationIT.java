package dev.weir.integration.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Child;
import dev.weir.integration.process.Jvm;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What an answer in JSON costs in memory: the value, and what Jackson needs to write it. */
class JsonAllocationIT {
  private static final Pattern FIGURES = Pattern.compile("text (\\d+), JSON (\\d+), codec (\\d+)");

  /** What an answer whose body is made anew needs beside that: itself, and its encoding. */
  private static final long MOST_BYTES_BESIDE = 64;

  @Test
  void anAnswerInJsonAllocatesTheValueAndWhatTheCodecNeeds() {
    Jvm jvm =
        new Jvm()
            .option("-XX:TieredStopAtLevel=4") // what counts is what is left once all is compiled
            .option("-cp", System.getProperty("java.class.path"));
    try (Child program = jvm.start(JsonAllocationProgram.class.getName())) {
      Matcher figures = program.awaitOut(FIGURES);
      long plain = Long.parseLong(figures.group(1));
      long json = Long.parseLong(figures.group(2));
      long codec = Long.parseLong(figures.group(3));
      assertThat(codec).as("bytes for each value and its encoding").isGreaterThan(50);
      assertThat(json - plain)
          .as("bytes for each answer beside what one of text costs: %s", figures.group())
          .isLessThanOrEqualTo(codec + MOST_BYTES_BESIDE);
      assertThat(program.awaitExit()).isZero();
    }
  }
}
