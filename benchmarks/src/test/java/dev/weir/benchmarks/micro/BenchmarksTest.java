package dev.weir.benchmarks.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class BenchmarksTest {
  @Test
  void everyBenchmarkStillRuns() throws RunnerException {
    Options once =
        new OptionsBuilder()
            .include("^dev\\.weir\\.")
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(1))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    Set<String> ran =
        new Runner(once)
            .run().stream()
                .map(result -> result.getParams().getBenchmark())
                .map(name -> name.substring(0, name.lastIndexOf('.')))
                .collect(Collectors.toSet());
    // Without those of the core, its tests weren't compiled: build with -am.
    assertThat(ran)
        .contains(
            "dev.weir.benchmarks.micro.FramingBenchmark",
            "dev.weir.benchmarks.micro.TimerWheelBenchmark",
            "dev.weir.core.dispatch.DispatchBenchmark",
            "dev.weir.core.http1.ChunkedBodyBenchmark",
            "dev.weir.core.http1.HeadEncoderBenchmark",
            "dev.weir.core.http1.HeadParserBenchmark",
            "dev.weir.core.routing.RoutingBenchmark");
  }
}
