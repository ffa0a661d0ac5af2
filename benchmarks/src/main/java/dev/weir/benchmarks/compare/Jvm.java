package dev.weir.benchmarks.compare;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts Java programs on the JDK that this one runs on, each with the jars it needs alone. */
final class Jvm {
  private static final List<String> FLAGS =
      List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  private final Path classes;
  private final List<Path> jars;
  private final List<String> options;

  /**
   * Of the module's own build.
   *
   * @param target the folder with {@code classes} and {@code lib}
   * @param options for the servers, beside what they need to start without a warning
   */
  Jvm(Path target, List<String> options) throws IOException {
    this.classes = target.resolve("classes");
    this.options = List.copyOf(options);
    try (Stream<Path> files = Files.list(target.resolve("lib"))) {
      this.jars = files.sorted().toList();
    }
  }

  /** A server: a main class, the jars whose names match, and flags of its own. */
  List<String> server(List<String> flags, String main, String jarNames, List<String> arguments) {
    return command(
        Stream.concat(options.stream(), flags.stream()).toList(), main, jarNames, arguments);
  }

  /** The load generator: collects seldom, since a server is asked nothing meanwhile. */
  List<String> load(String main, String jarNames) {
    return command(List.of("-XX:+UseSerialGC", "-Xmx1g", "-Xmn512m"), main, jarNames, List.of());
  }

  private List<String> command(
      List<String> jvmOptions, String main, String jarNames, List<String> arguments) {
    Pattern names = Pattern.compile(jarNames);
    String path =
        jars.stream()
            .filter(jar -> names.matcher(jar.getFileName().toString()).lookingAt())
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(jvmOptions);
    command.add("-cp");
    command.add(classes + File.pathSeparator + path);
    command.add(main);
    command.addAll(arguments);
    return command;
  }

  /** The version in the name of the jar of an artifact. */
  String version(String artifact) {
    Pattern name = Pattern.compile(Pattern.quote(artifact) + "-(\\d.*)\\.jar");
    return jars.stream()
        .map(jar -> name.matcher(jar.getFileName().toString()))
        .filter(matcher -> matcher.matches())
        .map(matcher -> matcher.group(1))
        .findFirst()
        .orElse("?");
  }
}
