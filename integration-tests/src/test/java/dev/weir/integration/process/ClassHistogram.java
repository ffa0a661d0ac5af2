package dev.weir.integration.process;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How many bytes the objects of each class take that a JVM can still reach. */
public final class ClassHistogram {
  private static final Pattern LINE =
      Pattern.compile("^ *\\d+: +\\d+ +(\\d+) +(\\S+)", Pattern.MULTILINE);

  private final Map<String, Long> bytes;

  private ClassHistogram(Map<String, Long> bytes) {
    this.bytes = bytes;
  }

  /** That of a program that runs, after a garbage collection. */
  public static ClassHistogram of(Child program) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try (Child asked =
        Child.start(new ProcessBuilder(jcmd, "" + program.pid(), "GC.class_histogram"))) {
      if (asked.awaitExit() != 0) {
        throw new AssertionError("No histogram." + asked.said());
      }
      return new ClassHistogram(
          LINE.matcher(asked.out())
              .results()
              .collect(
                  Collectors.toMap(
                      line -> line.group(2), ClassHistogram::size, Long::sum, TreeMap::new)));
    }
  }

  private static long size(MatchResult line) {
    return Long.parseLong(line.group(1));
  }

  /** What there is more of, or less. */
  public ClassHistogram minus(ClassHistogram before) {
    Map<String, Long> more = new TreeMap<>(bytes);
    before.bytes.forEach((name, size) -> more.merge(name, -size, Long::sum));
    return new ClassHistogram(more);
  }

  /** Without the classes whose names begin so. */
  public ClassHistogram without(String prefix) {
    Map<String, Long> left = new TreeMap<>(bytes);
    left.keySet().removeIf(name -> name.startsWith(prefix));
    return new ClassHistogram(left);
  }

  /** Bytes in all. */
  public long bytes() {
    return bytes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The largest, a line each. */
  @Override
  public String toString() {
    return bytes.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(60)
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(Collectors.joining("\n", bytes() + " bytes\n", ""));
  }
}
