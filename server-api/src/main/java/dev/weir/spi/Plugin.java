package dev.weir.spi;

import dev.weir.annotation.Stable;
import dev.weir.config.Setting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of itself. Providers have a public constructor without parameters, which
 * does nothing: no threads, no files, no native libraries.
 */
@Stable
public interface Plugin {
  /** The stable name that configuration uses: lower case with hyphens. */
  String name();

  /** {@link Contract#VERSION}, as a constant of the class that the plugin was compiled to. */
  int contractVersion();

  /**
   * Which of several wins when neither code nor configuration says: the highest. Two of the same
   * are a tie, which stops the start.
   */
  default int priority() {
    return 100;
  }

  /** Why it can't be used here, in one sentence, or null if it can. May load native libraries. */
  default @Nullable String unavailabilityCause() {
    return null;
  }

  /** The settings it takes, under {@code weir.<kind>.<name>.<key>}. */
  default List<Setting<?>> settings() {
    return List.of();
  }
}
