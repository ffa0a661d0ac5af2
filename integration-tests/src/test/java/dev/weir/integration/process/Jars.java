package dev.weir.integration.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The jars that the build has packaged, in the heaps that {@code ./run} makes class paths from. */
public final class Jars {
  /** The root of the checkout: tests run in the folder of their module. */
  public static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private static final Path EXAMPLES = ROOT.resolve("examples/target");

  private Jars() {}

  /**
   * What a server needs whatever its transport: the API, the core, the plugins, their libraries.
   */
  public static List<Path> common() {
    return in(EXAMPLES.resolve("lib/common"));
  }

  /** What one transport adds: {@code nio} or {@code netty}. */
  public static List<Path> transport(String name) {
    return in(EXAMPLES.resolve("lib").resolve(name));
  }

  /** What a server on that transport needs. */
  public static List<Path> server(String transport) {
    return Stream.concat(common().stream(), transport(transport).stream()).toList();
  }

  /** What a server needs to choose its transport. */
  public static List<Path> serverOnBothTransports() {
    return Stream.concat(server("nio").stream(), transport("netty").stream()).toList();
  }

  /** The examples themselves. */
  public static Path examples() {
    return named(in(EXAMPLES), "weir-examples");
  }

  /** The one jar in a folder whose name matches. */
  public static Path in(Path folder, String name) {
    return in(folder).stream()
        .filter(jar -> jar.getFileName().toString().matches(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No " + name + " in " + folder));
  }

  /** The jar of an artifact, such as {@code weir-server-api}. */
  public static Path named(List<Path> jars, String artifact) {
    return jars.stream()
        .filter(jar -> is(jar, artifact))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No " + artifact + " among " + jars));
  }

  /** The jars but those of an artifact. */
  public static List<Path> without(List<Path> jars, String artifact) {
    named(jars, artifact); // a test that leaves out what isn't there proves nothing
    return jars.stream().filter(jar -> !is(jar, artifact)).toList();
  }

  private static boolean is(Path jar, String artifact) {
    return jar.getFileName().toString().matches(artifact + "-\\d.*\\.jar");
  }

  private static List<Path> in(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
      if (jars.isEmpty()) {
        throw new AssertionError("No jars in " + folder + ": these tests want mvn verify");
      }
      return jars;
    } catch (IOException e) {
      throw new UncheckedIOException("These tests want mvn verify", e);
    }
  }
}
