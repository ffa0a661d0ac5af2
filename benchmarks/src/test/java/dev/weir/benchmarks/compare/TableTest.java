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
    samples.add("slow", 0, sample(9, 110_000, 100));
    samples.add("slow", 1, sample(8, 120_000, 100));
    samples.add("slow", 2, sample(10, 100_000, 100));
    samples.add("fast", 0, sample(4, 240_000, 97));
    samples.add("fast", 1, sample(4, 240_000, 97));
    samples.add("fast", 2, sample(5, 200_000, 97));
    assertThat(Table.of(PLAINTEXT, samples, Map.of("slow", "1", "fast", "2"), "fast"))
        .contains(
            "| fast | 2 | 4.00 | 12.5 | 1.00 | 240,000 | 97 |\n| slow | 1 | 9.00 | 11.1 | 2.00 |")
        .contains("Ratios are to fast in the same round: their median.")
        .doesNotContain("load generator");
  }

  @Test
  void manyRoundsSayWhereEachRatioLies() {
    Trial latency =
        Trial.all(64, 100).stream().filter(one -> one.name().equals("latency")).findAny().get();
    Samples samples = new Samples();
    for (int round = 0; round < 6; round++) {
      double machine = 100 * (1 + round); // slower each time, for both
      samples.add("one", round, new Sample(Map.of("p99", machine, "p50", 20.0)));
      double factor = 0.9 + 0.1 * round;
      samples.add("other", round, new Sample(Map.of("p99", factor * machine, "p50", 30.0)));
    }
    assertThat(Table.of(latency, samples, Map.of("one", "1", "other", "1"), "one"))
        .contains("| 1.15 (0.90 to 1.40) | 30 | 1.50 (1.50 to 1.50) |")
        .contains("and where that lies with 95 % confidence.");
  }

  @Test
  void aServerThatWaitedForTheLoadIsNamed() {
    Samples samples = new Samples();
    samples.add("idle", 0, sample(4, 120_000, 60));
    samples.add("busy", 0, sample(9, 110_000, 99));
    assertThat(Table.of(PLAINTEXT, samples, Map.of("idle", "1", "busy", "1"), "nobody"))
        .contains("**The load generator was the limit** for idle:")
        .contains("No ratios: nobody has no figures.");
  }

  @Test
  void aServerThatFailedIsNamedAndHasNoRowAndIsNotTriedAgain() throws Exception {
    Samples samples = new Samples();
    samples.add("well", 0, sample(4, 240_000, 97));
    samples.add("ill", 0, sample(9, 110_000, 97));
    samples.attempt(
        "ill",
        () -> {
          throw new IOException("ill ended with 1");
        });
    samples.attempt("ill", () -> samples.add("ill", 1, sample(9, 110_000, 97)));
    assertThat(Table.of(PLAINTEXT, samples, Map.of("well", "1", "ill", "1"), "well"))
        .contains("**plaintext, ill failed**: ill ended with 1")
        .doesNotContain("| ill |");
  }

  @Test
  void aSampleWithErrorsDoesNotCountAndItsServerGoesOn() throws Exception {
    Samples samples = new Samples();
    samples.attempt("hasty", () -> unanswered("timeout 7"));
    samples.attempt("hasty", () -> samples.add("hasty", 0, sample(9, 110_000, 97)));
    samples.attempt("hasty", () -> unanswered("timeout 1"));
    assertThat(Table.of(PLAINTEXT, samples, Map.of("hasty", "1"), "hasty"))
        .contains("| hasty | 1 | 9.00 | 0.0 | 1.00 |")
        .contains("**plaintext, hasty met errors** in 2 of its warm-up and samples")
        .contains(": timeout 7; timeout 1");
  }

  @Test
  void aServerWithoutASampleThatCountsHasARowWithoutFigures() throws Exception {
    Samples samples = new Samples();
    samples.add("well", 0, sample(4, 240_000, 97));
    samples.attempt("hasty", () -> unanswered("timeout 7"));
    assertThat(Table.of(PLAINTEXT, samples, Map.of("well", "1", "hasty", "1"), "well"))
        .contains("| hasty | 1 | - | - | - | - | - |")
        .contains("**plaintext, hasty met errors**");
  }

  private static void unanswered(String errors) throws IOException {
    throw new LoadErrorsException(errors);
  }
}
