package dev.weir.http;

import dev.weir.annotation.Preview;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One event of a stream of server-sent events (WHATWG HTML, section 9.2). Immutable.
 *
 * @param data the text, of any number of lines
 * @param name the type that listeners name, or null for {@code message}
 * @param id what a client that comes back says in {@code Last-Event-ID}, or null to leave it as it
 *     is
 * @param retry how long clients wait before they come back, or null to leave it as it is
 */
@Preview
public record ServerEvent(
    String data, @Nullable String name, @Nullable String id, @Nullable Duration retry) {
  /**
   * An event.
   *
   * @throws IllegalArgumentException if a name or id holds what would end its line, or the time is
   *     negative
   */
  public ServerEvent {
    Objects.requireNonNull(data, "data");
    requireOneLine("name", name);
    requireOneLine("id", id);
    if (retry != null && retry.isNegative()) {
      throw new IllegalArgumentException("The time until a retry can't be negative: " + retry);
    }
  }

  /** An event that has data alone. */
  public static ServerEvent of(String data) {
    return new ServerEvent(data, null, null, null);
  }

  /** This event with a name. */
  public ServerEvent withName(String newName) {
    return new ServerEvent(data, newName, id, retry);
  }

  /** This event with an id. */
  public ServerEvent withId(String newId) {
    return new ServerEvent(data, name, newId, retry);
  }

  /** This event with a time until clients come back. */
  public ServerEvent withRetry(Duration newRetry) {
    return new ServerEvent(data, name, id, newRetry);
  }

  private static void requireOneLine(String what, @Nullable String value) {
    if (value != null && value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
      throw new IllegalArgumentException("The " + what + " of an event can't hold CR, LF or NUL");
    }
  }
}
