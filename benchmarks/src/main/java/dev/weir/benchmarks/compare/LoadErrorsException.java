package dev.weir.benchmarks.compare;

import java.io.IOException;

/** A server didn't answer all that was asked, so what was counted meanwhile isn't its figure. */
final class LoadErrorsException extends IOException {
  private static final long serialVersionUID = 1L;

  LoadErrorsException(String errors) {
    super(errors);
  }
}
