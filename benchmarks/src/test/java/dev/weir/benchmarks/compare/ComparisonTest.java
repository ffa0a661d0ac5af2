package dev.weir.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.weir.benchmarks.load.LoadSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.invocation.InvocationOnMock;

/** What is asked of whom, in which order. The servers are the JDK's, and nobody measures them. */
class ComparisonTest {
  private static final String BASELINE = "second";
  private static final Map<String, Double> ANSWERED =
      Map.of("first", 200_000.0, BASELINE, 100_000.0);

  private final List<String> asked = new ArrayList<>();

  @TempDir private Path logs;

  /** Notes who was asked for what, and answers as a server would that is well. */
  private @Nullable Sample ask(InvocationOnMock invocation) {
    ServerProcess server = invocation.getArgument(0);
    LoadSpec load = invocation.getArgument(1);
    String name = server.contestant().name();
    String rate = load.text("rate", "");
    asked.add(
        String.join(" ", invocation.getMethod().getName(), name, load.text("kind", ""), rate)
            .strip());
    return invocation.getMethod().getReturnType() == Sample.class
        ? new Sample(Map.of(Metric.RATE, ANSWERED.get(name), "p99", 1.0))
        : null;
  }

  private Samples latency(int rounds, @Nullable Integer rate, Measuring measuring)
      throws Exception {
    Trial trial =
        Trial.all(64, 100).stream().filter(one -> one.name().equals("latency")).findAny().get();
    Comparison.Pace pace = new Comparison.Pace(rounds, 10, 20, rate);
    return new Comparison(
            List.of(jdk("first"), jdk(BASELINE)),
            measuring,
            new Pinning(false),
            logs,
            pace,
            BASELINE)
        .run(trial);
  }

  private static Contestant jdk(String name) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("java.class.path");
    String main = "dev.weir.benchmarks.peers.JdkPeer";
    return new Contestant(
        name,
        "1",
        Set.of(Mode.h1),
        (mode, port) -> List.of(java, "-cp", classes, main, Integer.toString(port)));
  }

  @Test
  void latencyIsMeasuredOnWarmServersAtAPartOfWhatTheBaselineAnswers() throws Exception {
    Samples samples = latency(2, null, mock(Measuring.class, this::ask));
    assertThat(asked)
        .containsExactly(
            "warmUp first http",
            "warmUp second http",
            "measure second http",
            "warmUpAnew first rate 30000",
            "warmUpAnew second rate 30000",
            "measureLatency first rate 30000",
            "measureLatency second rate 30000",
            "measureLatency second rate 30000",
            "measureLatency first rate 30000");
    assertThat(samples.median("first", "p99")).hasValue(1);
  }

  @Test
  void aBaselineThatMetErrorsIsNoMeasureForTheRate() throws Exception {
    Measuring measuring =
        mock(
            Measuring.class,
            invocation -> {
              Sample sample = ask(invocation);
              if (asked.getLast().equals("measure second http")) {
                throw new LoadErrorsException("timeout 7");
              }
              return sample;
            });
    latency(1, null, measuring);
    assertThat(asked)
        .containsSubsequence(
            "measure second http", "measure first http", "measureLatency first rate 60000");
  }

  @Test
  void nobodyIsAskedForARateThatIsGiven() throws Exception {
    latency(1, 500, mock(Measuring.class, this::ask));
    assertThat(asked)
        .contains("measureLatency second rate 500")
        .noneMatch(call -> call.startsWith("measure "));
  }
}
