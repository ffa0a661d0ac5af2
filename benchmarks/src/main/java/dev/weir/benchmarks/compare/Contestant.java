package dev.weir.benchmarks.compare;

import java.util.List;
import java.util.Set;

/**
 * A server that can be started.
 *
 * @param name as it stands in the tables and on the command line
 * @param version of the library, or of the program
 * @param modes what it can serve
 * @param launch how it is started
 */
record Contestant(String name, String version, Set<Mode> modes, Launch launch) {
  /** How a server is started. */
  interface Launch {
    /** The words of the command that serves {@code mode} on {@code port} of 127.0.0.1. */
    List<String> command(Mode mode, int port);
  }

  Contestant {
    modes = Set.copyOf(modes);
  }
}
