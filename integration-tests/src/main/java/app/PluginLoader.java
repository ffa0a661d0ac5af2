package app;

import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Set;

/** Class loaders of a program that keeps its plugins apart from itself. */
final class PluginLoader {
  private PluginLoader() {}

  /** Sees a jar and the program. */
  static ClassLoader ofJar(Path jar) {
    try {
      return new URLClassLoader(
          "plugins", new URL[] {jar.toUri().toURL()}, App.class.getClassLoader());
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Sees a jar as a module of its own layer, above the program's. */
  static ClassLoader ofModule(Path jar) {
    ModuleFinder plugin = ModuleFinder.of(jar);
    String name = plugin.findAll().iterator().next().descriptor().name();
    ModuleLayer program = ModuleLayer.boot();
    Configuration configuration =
        program.configuration().resolve(plugin, ModuleFinder.of(), Set.of(name));
    return program
        .defineModulesWithOneLoader(configuration, App.class.getClassLoader())
        .findLoader(name);
  }
}
