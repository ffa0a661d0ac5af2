package dev.weir.core.discovery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Looks into service files again, once loading has failed, to say which line of which was at fault.
 */
final class ServiceFiles {
  private ServiceFiles() {}

  /** The class and the place of the first provider that can't be loaded, in words. */
  static Optional<String> firstThatDoesNotLoad(Class<?> service, ClassLoader classLoader) {
    String path = "META-INF/services/" + service.getName();
    try {
      for (URL file : Collections.list(classLoader.getResources(path))) {
        for (String name : names(file)) {
          if (!loads(name, service, classLoader)) {
            String place = file.toString().replaceFirst("^jar:", "").replaceFirst("!?/" + path, "");
            return Optional.of(name + " in " + Origins.path(place));
          }
        }
      }
    } catch (IOException e) {
      return Optional.empty(); // the error that brought us here says more
    }
    return Optional.empty();
  }

  private static List<String> names(URL file) throws IOException {
    URLConnection connection = file.openConnection();
    connection.setUseCaches(false); // keeps no jar open
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .toList();
    }
  }

  private static boolean loads(String name, Class<?> service, ClassLoader classLoader) {
    try {
      return service.isAssignableFrom(Class.forName(name, false, classLoader));
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
