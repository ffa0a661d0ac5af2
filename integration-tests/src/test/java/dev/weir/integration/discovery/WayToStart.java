package dev.weir.integration.discovery;

import dev.weir.integration.process.Child;
import dev.weir.integration.process.Jvm;
import dev.weir.integration.process.RunningServer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How the user's program and what it runs on are put together. What is said is the same. */
enum WayToStart {
  CLASS_PATH {
    @Override
    Child start(Jvm jvm, List<Path> jars, Path folder, String... arguments) {
      return jvm.classPath(UserApp.with(jars)).start(and(List.of(UserApp.MAIN), arguments));
    }
  },

  /** The program and what can be a module is one. */
  MODULE_PATH {
    @Override
    Child start(Jvm jvm, List<Path> jars, Path folder, String... arguments) {
      return jvm.modulePath(UserApp.with(jars))
          .start(and(List.of("-m", "app/" + UserApp.MAIN), arguments));
    }
  },

  /** All in one jar, its service files merged. */
  SHADED_JAR {
    @Override
    Child start(Jvm jvm, List<Path> jars, Path folder, String... arguments) {
      Path shaded =
          JarFiles.fat(
              UserApp.with(jars), folder.resolve(SHADED), UserApp.MAIN, JarFiles.Services.MERGED);
      return jvm.start(and(List.of("-jar", shaded.toString()), arguments));
    }

    @Override
    String placeOf(Path jar) {
      return SHADED;
    }
  };

  private static final String SHADED = "shaded.jar";

  /**
   * Starts the program.
   *
   * @param folder where files may be put that it needs
   */
  abstract Child start(Jvm jvm, List<Path> jars, Path folder, String... arguments);

  /** The file in which messages have to place what that jar brought. */
  String placeOf(Path jar) {
    return jar.getFileName().toString();
  }

  /** Starts the program, and waits until it listens. */
  RunningServer serve(Jvm jvm, List<Path> jars, Path folder, String... arguments) {
    return RunningServer.of(start(jvm, jars, folder, arguments));
  }

  /** Starts the program where it has to refuse, and gives what it says. */
  String refusal(Jvm jvm, List<Path> jars, Path folder, String... arguments) {
    return UserApp.refusal(start(jvm, jars, folder, arguments));
  }

  private static String[] and(List<String> program, String... arguments) {
    return Stream.concat(program.stream(), Stream.of(arguments)).toArray(String[]::new);
  }
}
