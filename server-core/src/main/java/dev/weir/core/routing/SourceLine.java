package dev.weir.core.routing;

import dev.weir.http.HttpRoutes;
import java.util.Set;

/** Where in the user's code a route was registered. */
final class SourceLine {
  private static final Set<String> OURS =
      Set.of(SourceLine.class.getName(), RoutesBuilder.class.getName(), HttpRoutes.class.getName());

  private SourceLine() {}

  /** File and line of the first caller outside of the routes' own code. */
  static String ofCaller() {
    // No StackWalker, which spins method handles for its first walk: that is a part of each start.
    for (StackTraceElement frame : new Throwable().getStackTrace()) {
      if (!OURS.contains(frame.getClassName())) {
        return describe(frame);
      }
    }
    return "an unknown line";
  }

  private static String describe(StackTraceElement frame) {
    return frame.getFileName() == null || frame.getLineNumber() < 0
        ? frame.getClassName()
        : frame.getFileName() + ":" + frame.getLineNumber();
  }
}
