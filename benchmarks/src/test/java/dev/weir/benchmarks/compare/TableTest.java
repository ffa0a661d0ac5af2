package dev.weir.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final Trial PLAINTEXT = Trial.all(64, 100).getFirst();

  private static Sample sample(double cpu, double rate, double busy) {
    return new Sample(Map.of(Metric.CPU, cpu, Metric.RATE, rate, Metric.BUSY, busy));
  }

  @Test
  void aTableRanksByTheFirstColumnWithMediansSpreadsAndRatios() {
    Samples samples = new Samples();
    samples.add("slow", sample(9, 110_000, 100));
    samples.add("slow", sample(8, 120_000, 100));
    samples.add("slow", sample(10, 100_000, 100));
    samples.add("fast", sample(4, 240_000, 97));
    assertThat(Table.of(PLAINTEXT, samples, Map.of("slow", "1", "fast", "2"), "fast"))
        .contains(
            "| fast | 2 | 4.00 | 0.0 | 1.00 | 240,000 | 97 |\n| slow | 1 | 9.00 | 11.1 | 2.25 |")
        .contains("Ratios are to fast.")
        .doesNotContain("load generator");
  }

  @Test
  void aServerThatWaitedForTheLoadIsNamed() {
    Samples samples = new Samples();
    samples.add("idle", sample(4, 120_000, 60));
    samples.add("busy", sample(9, 110_000, 99));
    assertThat(Table.of(PLAINTEXT, samples, Map.of("idle", "1", "busy", "1"), "nobody"))
        .contains("**The load generator was the limit** for idle:")
        .contains("No ratios: nobody has no figures.");
  }

  @Test
  void aServerThatFailedIsNamedAndHasNoRowAndIsNotTriedAgain() throws Exception {
    Samples samples = new Samples();
    samples.add("well", sample(4, 240_000, 97));
    samples.add("ill", sample(9, 110_000, 97));
    samples.attempt(
        "ill",
        () -> {
          throw new IOException("ill ended with 1");
        });
    samples.attempt("ill", () -> samples.add("ill", sample(9, 110_000, 97)));
    assertThat(Table.of(PLAINTEXT, samples, Map.of("well", "1", "ill", "1"), "well"))
        .contains("**plaintext, ill failed**: ill ended with 1")
        .doesNotContain("| ill |");
  }

  @Test
  void aSampleWithErrorsDoesNotCountAndItsServerGoesOn() throws Exception {
    Samples samples = new Samples();
    samples.attempt("hasty", () -> unanswered("timeout 7"));
    samples.attempt("hasty", () -> samples.add("hasty", sample(9, 110_000, 97)));
    samples.attempt("hasty", () -> unanswered("timeout 1"));
    assertThat(Table.of(PLAINTEXT, samples, Map.of("hasty", "1"), "hasty"))
        .contains("| hasty | 1 | 9.00 | 0.0 | 1.00 |")
        .contains("**plaintext, hasty met errors** in 2 of its warm-up and samples")
        .contains(": timeout 7; timeout 1");
  }

  @Test
  void aServerWithoutASampleThatCountsHasARowWithoutFigures() throws Exception {
    Samples samples = new Samples();
    samples.add("well", sample(4, 240_000, 97));
    samples.attempt("hasty", () -> unanswered("timeout 7"));
    assertThat(Table.of(PLAINTEXT, samples, Map.of("well", "1", "hasty", "1"), "well"))
        .contains("| hasty | 1 | - | - | - | - | - |")
        .contains("**plaintext, hasty met errors**");
  }

  private static void unanswered(String errors) throws IOException {
    throw new LoadErrorsException(errors);
  }
}
