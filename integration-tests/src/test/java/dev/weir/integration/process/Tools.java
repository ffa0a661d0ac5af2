package dev.weir.integration.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Programs of the machine that a test would like to use. */
public final class Tools {
  private Tools() {}

  /** Skips the test, saying so, on a machine without that program. */
  public static void assumeInstalled(String program) {
    assumeTrue(isInstalled(program), program + " isn't installed: not tested with it");
  }

  public static boolean isInstalled(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Runs a program to its end. */
  public static Child run(String... command) {
    Child child = Child.start(new ProcessBuilder(command));
    child.awaitExit();
    return child;
  }
}
