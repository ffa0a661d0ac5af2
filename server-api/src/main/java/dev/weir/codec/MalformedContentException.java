package dev.weir.codec;

import dev.weir.annotation.Stable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Bytes that aren't of the codec's format: a 400. The message reaches the client. */
@Stable
public final class MalformedContentException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  /** Line and column count from 1; 0 where the format has none. */
  public MalformedContentException(
      String message, int line, int column, @Nullable Throwable cause) {
    super(message, cause);
    this.line = line;
    this.column = column;
  }

  /** The line, from 1, or 0. */
  public int line() {
    return line;
  }

  /** The column, from 1, or 0. */
  public int column() {
    return column;
  }
}
