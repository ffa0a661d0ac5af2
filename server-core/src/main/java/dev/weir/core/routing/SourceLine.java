package dev.weir.core.routing;

import dev.weir.http.HttpRoutes;
import java.util.Set;

/** Where in the user's code a route was registered. */
final class SourceLine {
  private static final StackWalker STACK =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private static final Set<Class<?>> OURS =
      Set.of(SourceLine.class, RoutesBuilder.class, HttpRoutes.class);

  private SourceLine() {}

  /** File and line of the first caller outside of the routes' own code. */
  static String ofCaller() {
    return STACK.walk(frames ->
        frames
            .filter(frame -> !OURS.contains(frame.getDeclaringClass()))
            .findFirst()
            .map(SourceLine::describe)
            .orElse("an unknown line"));
  }

  private static String describe(StackWalker.StackFrame frame) {
    return frame.getFileName() == null || frame.getLineNumber() < 0
        ? frame.getClassName()
        : frame.getFileName() + ":" + frame.getLineNumber();
  }
}
