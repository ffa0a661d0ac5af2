package dev.weir.core.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where configuration comes from, the strongest first.
 *
 * @param code what the builder's {@code config} was given
 * @param system the system properties
 * @param environment the environment
 * @param file the file that the builder was given; else {@code weir.config.file} may name one
 */
public record ConfigSources(
    Map<String, String> code,
    Map<String, String> system,
    Map<String, String> environment,
    @Nullable Path file) {

  /** The sources of this process. */
  public static ConfigSources ofProcess(Map<String, String> code, @Nullable Path file) {
    return new ConfigSources(
        code, strings(System.getProperties()), Map.copyOf(System.getenv()), file);
  }

  private static Map<String, String> strings(Properties properties) {
    Map<String, String> strings = new HashMap<>();
    for (String name : properties.stringPropertyNames()) {
      String value = properties.getProperty(name);
      if (value != null) { // removed meanwhile by another thread
        strings.put(name, value);
      }
    }
    return strings;
  }
}
