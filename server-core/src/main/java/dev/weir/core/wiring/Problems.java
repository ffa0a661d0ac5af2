package dev.weir.core.wiring;

import dev.weir.StartException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wrong, gathered: one start tells all of it. */
public final class Problems {
  private final List<String> messages = new ArrayList<>();
  private final List<Throwable> causes = new ArrayList<>();

  /** Notes a problem: what, where, and what to do. */
  public void add(String message) {
    messages.add(message);
  }

  /** Notes a problem that was thrown. */
  public void add(StartException problem) {
    messages.add(String.valueOf(problem.getMessage()));
    causes.add(problem);
  }

  /** Runs a check and notes what it throws; null then. */
  public <T> @Nullable T check(Check<T> check) {
    try {
      return check.run();
    } catch (StartException e) {
      add(e);
      return null;
    }
  }

  /** A step of the wiring. */
  @FunctionalInterface
  public interface Check<T> {
    /** Gives its result or throws a {@link StartException}. */
    T run();
  }

  /**
   * Goes on only if nothing was noted.
   *
   * @throws StartException with all that was
   */
  public void throwIfAny() {
    if (messages.isEmpty()) {
      return;
    }
    if (messages.size() == 1 && causes.size() == 1) {
      throw (StartException) causes.getFirst();
    }
    String text =
        messages.size() == 1
            ? messages.getFirst()
            : "The server can't start, for "
                + messages.size()
                + " reasons:\n- "
                + String.join("\n- ", messages);
    StartException all = new StartException(text, causes.isEmpty() ? null : causes.getFirst());
    causes.stream().skip(1).forEach(all::addSuppressed);
    throw all;
  }
}
