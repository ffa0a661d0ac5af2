package dev.weir.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;

/** Servers on one processor, the load on another, where taskset and two processors are there. */
record Pinning(boolean on) {
  static Pinning wherePossible(boolean wanted) {
    return new Pinning(
        wanted
            && Runtime.getRuntime().availableProcessors() > 1
            && Programs.find("taskset").isPresent());
  }

  List<String> server(List<String> command) {
    return pinned("0", command);
  }

  List<String> load(List<String> command) {
    return pinned("1", command);
  }

  private List<String> pinned(String processor, List<String> command) {
    if (!on) {
      return command;
    }
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", processor));
    pinned.addAll(command);
    return pinned;
  }
}
