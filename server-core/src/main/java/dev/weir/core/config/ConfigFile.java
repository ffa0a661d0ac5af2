package dev.weir.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import dev.weir.StartException;
import dev.weir.core.wiring.Problems;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * Reads one configuration file: flat {@code .properties}, or nested {@code .conf} and {@code
 * .json}.
 */
final class ConfigFile {
  private static final String PREFIX = "weir.";

  private final Path file;
  private final Problems problems;
  private final List<ConfigEntry> entries = new ArrayList<>();

  private ConfigFile(Path file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /** The entries under {@code weir}, in the file's order if it is flat. Other keys are not ours. */
  static List<ConfigEntry> read(Path file, Problems problems) {
    ConfigFile reader = new ConfigFile(file, problems);
    String name = file.toString();
    if (!Files.isRegularFile(file)) {
      throw new StartException(
          "The configuration file " + file.toAbsolutePath() + " doesn't exist or is no file");
    }
    try {
      if (name.endsWith(".properties")) {
        reader.readProperties();
      } else if (name.endsWith(".conf") || name.endsWith(".json")) {
        reader.readNested();
      } else {
        throw new StartException(
            "The configuration file " + file + " must end in .properties, .conf or .json");
      }
    } catch (IOException | ConfigException e) {
      throw new StartException(
          "The configuration file " + file + " can't be read: " + e.getMessage(), e);
    }
    return reader.entries;
  }

  /**
   * Line by line, so that each entry knows its line; and flat, since a key may have a value and be
   * the prefix of others.
   */
  private void readProperties() throws IOException {
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      int first = i + 1;
      StringBuilder logical = new StringBuilder(lines.get(i));
      while (!isComment(logical) && isContinued(logical) && i + 1 < lines.size()) {
        i++;
        logical.append('\n').append(lines.get(i));
      }
      Properties one = new Properties();
      try {
        one.load(new StringReader(logical.toString()));
      } catch (IllegalArgumentException e) {
        problems.add(file + ":" + first + ": " + e.getMessage());
      }
      for (String key : one.stringPropertyNames()) {
        add(key, one.getProperty(key, ""), file + ":" + first);
      }
    }
  }

  private static boolean isComment(CharSequence line) {
    String start = line.toString().stripLeading();
    return start.startsWith("#") || start.startsWith("!");
  }

  /** Whether the line ends in an odd number of backslashes. */
  private static boolean isContinued(CharSequence line) {
    int backslashes = 0;
    while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  private void readNested() throws IOException {
    ConfigParseOptions options = ConfigParseOptions.defaults().setAllowMissing(false);
    Config config = ConfigFactory.parseFile(file.toFile(), options).resolve();
    flatten("", config.root());
    String text = Files.readString(file);
    DeclaredKeys.aliases()
        .forEach((alias, key) -> {
          if (Overwritten.isIn(text, config, key)) {
            problems.add(
                key
                    + " ("
                    + file
                    + ") has a value and keys below it, of which the file's format keeps the later"
                    + " alone: give the value to "
                    + alias);
          }
        });
  }

  /** Joins the names on the way, so that {@code "weir.transport"} in quotes is the same key. */
  private void flatten(String prefix, ConfigObject object) {
    object.forEach((name, value) -> {
      String key = prefix + name;
      switch (value.valueType()) {
        case OBJECT -> flatten(key + ".", (ConfigObject) value);
        case LIST -> addList(key, (ConfigList) value);
        case NULL -> {}
        default -> add(key, value.unwrapped().toString(), origin(value));
      }
    });
  }

  private void addList(String key, ConfigList list) {
    boolean plain =
        list.stream()
            .noneMatch(value -> value instanceof ConfigObject || value instanceof ConfigList);
    if (plain) {
      add(
          key,
          list.unwrapped().stream().map(String::valueOf).collect(Collectors.joining(",")),
          origin(list));
    } else if (key.startsWith(PREFIX)) {
      problems.add(key + " (" + origin(list) + ") is a list of what aren't plain values");
    }
  }

  private String origin(ConfigValue value) {
    ConfigOrigin origin = value.origin();
    String from = origin.filename();
    String shown =
        from == null || file.endsWith(Path.of(from).getFileName()) ? file.toString() : from;
    return origin.lineNumber() > 0 ? shown + ":" + origin.lineNumber() : shown;
  }

  private void add(String key, String value, String origin) {
    if (key.startsWith(PREFIX)) {
      entries.add(new ConfigEntry(key, value, origin));
    }
  }
}
