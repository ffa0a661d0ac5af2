package dev.weir.core.discovery;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;

/** Where classes come from, for messages. */
final class Origins {
  private Origins() {}

  /** The jar or folder of a class, as a path where it is one. */
  static String of(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return type.getModule().isNamed()
          ? "module " + type.getModule().getName()
          : "a place that its class loader doesn't tell";
    }
    return path(source.getLocation().toString());
  }

  static String path(String location) {
    try {
      return Path.of(new URI(location)).toString();
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      return location; // not a file's: shown as it is
    }
  }
}
