package dev.weir.integration.examples;

import dev.weir.integration.process.Child;
import dev.weir.integration.process.Jars;
import dev.weir.integration.process.Jvm;
import dev.weir.integration.process.RunningServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Starts examples, each in a JVM of its own with the class path that {@code ./run} uses. */
public final class Examples {
  private Examples() {}

  /** Starts an example on a free port, and waits until it says where it listens. */
  public static RunningServer start(String name, String transport, String... arguments) {
    return start(new Jvm(), name, transport, arguments);
  }

  /** As {@link #start(String, String, String...)}, with more options of the JVM. */
  public static RunningServer start(Jvm jvm, String name, String transport, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addFirst("--port=0");
    return RunningServer.of(command(jvm, name, transport, all));
  }

  /** Runs an example with exactly these arguments. */
  public static Child command(Jvm jvm, String name, String transport, List<String> arguments) {
    List<Path> classPath = new ArrayList<>(Jars.server(transport));
    classPath.add(Jars.examples());
    List<String> program = new ArrayList<>(arguments);
    program.addFirst(mainClasses().get(name));
    return jvm.classPath(classPath).start(program.toArray(String[]::new));
  }

  /** The examples that {@code ./run} knows, with their programs. */
  public static Map<String, String> mainClasses() {
    Map<String, String> found = new LinkedHashMap<>();
    try {
      for (String line : Files.readAllLines(Jars.ROOT.resolve("examples/examples.txt"))) {
        if (!line.isBlank() && !line.startsWith("#")) {
          String[] columns = line.split("\\|");
          found.put(columns[0].strip(), columns[1].strip());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
