package dev.weir.integration.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The command line of a Java program, run by the JDK that runs the tests. */
public final class Jvm {
  private final List<String> options = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();

  /**
   * With the flags of {@code ./run}, and the cheapest compiler: these programs live for seconds.
   */
  public Jvm() {
    options.add("--enable-native-access=ALL-UNNAMED");
    options.add("--sun-misc-unsafe-memory-access=allow");
    options.add("-XX:+ExitOnOutOfMemoryError");
    options.add("-XX:TieredStopAtLevel=1");
  }

  public Jvm option(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  /** A system property. */
  public Jvm property(String key, String value) {
    return option("-D" + key + "=" + value);
  }

  /** A variable of the environment. */
  public Jvm environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  public Jvm classPath(Collection<Path> entries) {
    return option("-cp", path(entries));
  }

  public Jvm modulePath(Collection<Path> entries) {
    return option("--module-path", path(entries));
  }

  /** Starts a program: {@code Main arguments}, {@code -m module/Main} or {@code -jar file}. */
  public Child start(String... program) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of(program));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
    builder.environment().putAll(environment);
    return Child.start(builder);
  }

  private static String path(Collection<Path> entries) {
    return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
