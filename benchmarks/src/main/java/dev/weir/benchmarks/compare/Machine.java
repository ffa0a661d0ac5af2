package dev.weir.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/** Where and when figures were taken: without that they say little. */
final class Machine {
  private Machine() {}

  static String describe(Pinning pinning, String load, List<String> javaOptions, int rounds)
      throws IOException {
    return String.format(
        "%s, %s; %d processors: %s; Linux %s; JDK %s with %s; %s; load: %s; medians of %d"
            + " rounds.%n",
        LocalDate.now(ZoneOffset.UTC),
        "Weir and its peers side by side",
        Runtime.getRuntime().availableProcessors(),
        processor(),
        System.getProperty("os.version"),
        Runtime.version(),
        String.join(" ", javaOptions),
        pinning.on()
            ? "server pinned to processor 0, load to processor 1"
            : "not pinned: servers and load share the processors",
        load,
        rounds);
  }

  private static String processor() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    }
  }
}
