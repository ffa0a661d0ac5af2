package dev.weir.core.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import org.jspecify.annotations.Nullable;

/**
 * Finds a key of a nested file that is given both a value and keys below it. There the later one
 * replaces the earlier one in silence, and the library tells the result alone: so the file is read
 * as it grows, up to each place that may define the key.
 */
final class Overwritten {
  /** No file is nested deeper. */
  private static final int MAX_DEPTH = 32;

  private static final ConfigResolveOptions AS_FAR_AS_KNOWN =
      ConfigResolveOptions.defaults().setAllowUnresolved(true);

  private Overwritten() {}

  /**
   * Whether something that a file says about the key is lost.
   *
   * @param text all that the file has
   * @param whole the same, read and resolved
   */
  static boolean isIn(String text, Config whole, String key) {
    String[] path = key.split("\\.", -1);
    String name = path[path.length - 1];
    ConfigValue before = null;
    for (int at = text.indexOf(name); ; at = text.indexOf(name, at + 1)) {
      ConfigValue now = at < 0 ? value(whole.root(), path) : value(start(text, at), whole, path);
      if (before != null && now != null && replaces(now, before)) {
        return true;
      }
      if (at < 0) {
        return false;
      }
      before = now == null ? before : now;
    }
  }

  private static boolean replaces(ConfigValue now, ConfigValue before) {
    boolean holdsKeys = now.valueType() == ConfigValueType.OBJECT;
    return before instanceof ConfigObject keys ? !holdsKeys && !keys.isEmpty() : holdsKeys;
  }

  /** The text up to the key that {@code at} lies in. */
  private static String start(String text, int at) {
    int end = at;
    while (end > 0 && !isBetweenKeys(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  private static boolean isBetweenKeys(char c) {
    return Character.isWhitespace(c) || c == ',' || c == '{' || c == '}';
  }

  /** Null also if the text can't be read, as within a string or a list. */
  private static @Nullable ConfigValue value(String text, Config whole, String[] path) {
    for (int depth = 0; depth <= MAX_DEPTH; depth++) {
      try {
        Config config = ConfigFactory.parseString(text + "\n" + "}".repeat(depth));
        return value(config.resolveWith(whole, AS_FAR_AS_KNOWN).root(), path);
      } catch (ConfigException e) {
        continue; // another number of objects is open
      }
    }
    return null;
  }

  private static @Nullable ConfigValue value(ConfigObject root, String[] path) {
    ConfigValue value = root;
    for (String name : path) {
      value = value instanceof ConfigObject object ? object.get(name) : null;
    }
    return value == null || value.valueType() == ConfigValueType.NULL ? null : value;
  }
}
