package dev.weir.codec;

import dev.weir.annotation.Stable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Well-formed bytes that don't fit the type: a 422. The message reaches the client. */
@Stable
public final class UnfitContentException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String path;

  /**
   * With the place of what doesn't fit.
   *
   * @param path where, such as {@code items[2].price}; the empty string for the whole
   */
  public UnfitContentException(String message, String path, @Nullable Throwable cause) {
    super(message, cause);
    this.path = path;
  }

  /** Where the content doesn't fit, such as {@code items[2].price}. */
  public String path() {
    return path;
  }
}
