package dev.weir.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a process and those it started have used, as Linux counts it. */
final class ProcessUse {
  /** Linux counts in hundredths of a second for user programs, on all its platforms of today. */
  private static final double MICROS_PER_TICK = 10_000;

  private static final Pattern SPACE = Pattern.compile(" ");
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;

  private ProcessUse() {}

  /** Microseconds on a processor, in user and in system mode. */
  static double cpuMicros(ProcessHandle process) throws IOException {
    double ticks = 0;
    for (long pid : family(process)) {
      try {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        // The command, in parentheses, may hold spaces; fields are counted from behind it.
        List<String> fields =
            SPACE.splitAsStream(stat.substring(stat.lastIndexOf(')') + 2)).toList();
        ticks += Long.parseLong(fields.get(USER_TICKS)) + Long.parseLong(fields.get(SYSTEM_TICKS));
      } catch (NoSuchFileException e) {
        continue; // it has ended
      }
    }
    return ticks * MICROS_PER_TICK;
  }

  /** Resident memory in MiB. */
  static double residentMebibytes(ProcessHandle process) throws IOException {
    double kibibytes = 0;
    for (long pid : family(process)) {
      try {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
          if (line.startsWith("VmRSS:")) {
            kibibytes += Long.parseLong(line.replaceAll("\\D", ""));
          }
        }
      } catch (NoSuchFileException e) {
        continue; // it has ended
      }
    }
    return kibibytes / 1024;
  }

  private static long[] family(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants())
        .mapToLong(ProcessHandle::pid)
        .toArray();
  }
}
