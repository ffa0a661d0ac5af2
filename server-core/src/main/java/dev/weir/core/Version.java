package dev.weir.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The version of Weir. It is kept in a resource, since a module has no package attributes and a
 * shaded jar has those of somebody else's manifest.
 */
final class Version {
  /** Such as {@code 1.2.3}; "of an unknown version" where a shading tool has lost the resource. */
  static final String CURRENT = read();

  private Version() {}

  private static String read() {
    try (InputStream resource = Version.class.getResourceAsStream("version.properties")) {
      if (resource == null) {
        return "of an unknown version";
      }
      Properties properties = new Properties();
      properties.load(resource);
      return properties.getProperty("version", "of an unknown version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
