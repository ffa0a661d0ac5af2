package dev.weir.benchmarks.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Servers on one processor, the load on another, where taskset and two processors are there. */
record Pinning(boolean on) {
  private static final String SERVER = "0";
  private static final String LOAD = "1";

  static Pinning wherePossible(boolean wanted) {
    return new Pinning(
        wanted
            && Runtime.getRuntime().availableProcessors() > 1
            && Programs.find("taskset").isPresent());
  }

  List<String> server(List<String> command) {
    return pinned(SERVER, command);
  }

  List<String> load(List<String> command) {
    return pinned(LOAD, command);
  }

  /** Gives a server all processors. */
  void release(ProcessHandle server) throws IOException, InterruptedException {
    move(server, "0-" + (Runtime.getRuntime().availableProcessors() - 1));
  }

  /** Takes a server back to its own processor. */
  void confine(ProcessHandle server) throws IOException, InterruptedException {
    move(server, SERVER);
  }

  private void move(ProcessHandle server, String processors)
      throws IOException, InterruptedException {
    if (!on) {
      return;
    }
    Process taskset =
        new ProcessBuilder("taskset", "-a", "-p", "-c", processors, Long.toString(server.pid()))
            .redirectErrorStream(true)
            .start();
    String said = new String(taskset.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (taskset.waitFor() != 0) {
      throw new IOException("taskset could not move process " + server.pid() + ": " + said);
    }
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
