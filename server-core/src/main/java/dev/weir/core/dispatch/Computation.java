package dev.weir.core.dispatch;

import java.io.IOException;

/** A short piece of computing on behalf of a thread that waits for it. It must not block. */
@FunctionalInterface
public interface Computation {
  /** Does it. */
  void run() throws IOException;
}
