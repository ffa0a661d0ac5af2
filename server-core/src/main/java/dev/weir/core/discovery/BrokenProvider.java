package dev.weir.core.discovery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.module.ResolvedModule;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks again at who declares providers, once loading has failed, to say which line of which
 * service file or module descriptor was at fault.
 */
final class BrokenProvider {
  private BrokenProvider() {}

  /** The class and the place of the first provider that can't be loaded, in words. */
  static Optional<String> find(Class<?> service, ClassLoader classLoader) {
    return layers()
        .flatMap(layer -> inModules(layer, service))
        .findFirst()
        .or(() -> inServiceFiles(service, classLoader));
  }

  /** Those that are known from here: the boot layer, and that of this module with its parents. */
  private static Stream<ModuleLayer> layers() {
    ModuleLayer own = BrokenProvider.class.getModule().getLayer();
    Stream<ModuleLayer> above = own == null ? Stream.empty() : upwards(own);
    return Stream.concat(above, Stream.of(ModuleLayer.boot())).distinct();
  }

  private static Stream<ModuleLayer> upwards(ModuleLayer layer) {
    return Stream.concat(
        Stream.of(layer), layer.parents().stream().flatMap(BrokenProvider::upwards));
  }

  private static Stream<String> inModules(ModuleLayer layer, Class<?> service) {
    return layer.configuration().modules().stream()
        .flatMap(module ->
            module.reference().descriptor().provides().stream()
                .filter(provides -> provides.service().equals(service.getName()))
                .flatMap(provides -> provides.providers().stream())
                .filter(
                    name -> !loads(name, service, layer.findModule(module.name()).orElseThrow()))
                .map(name -> name + " in " + place(module)));
  }

  private static String place(ResolvedModule module) {
    return module
        .reference()
        .location()
        .map(location -> Origins.path(location.toString()))
        .orElse("module " + module.name());
  }

  private static boolean loads(String name, Class<?> service, Module module) {
    try {
      Class<?> type = Class.forName(module, name);
      return type != null && service.isAssignableFrom(type);
    } catch (LinkageError e) {
      return false;
    }
  }

  private static Optional<String> inServiceFiles(Class<?> service, ClassLoader classLoader) {
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
