package dev.weir.http;

import dev.weir.Bytes;
import dev.weir.annotation.Stable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457). Immutable. What it says reaches the client: it names what was
 * wrong with the input, and nothing of the inside.
 */
@Stable
public final class Problem {
  private final int status;
  private final String type;
  private final String title;
  private final @Nullable String detail;
  private final Map<String, Object> members;

  private Problem(
      int status, String type, String title, @Nullable String detail, Map<String, Object> members) {
    this.status = status;
    this.type = type;
    this.title = title;
    this.detail = detail;
    this.members = members;
  }

  /**
   * A problem of type {@code about:blank} with the status' phrase as its title.
   *
   * @throws IllegalArgumentException unless the status is from 400 to 599
   */
  public static Problem of(int status) {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("A problem's status is from 400 to 599, not " + status);
    }
    return new Problem(status, "about:blank", HttpStatus.reason(status), null, Map.of());
  }

  /** {@link #of} with a detail. */
  public static Problem of(int status, String detail) {
    return of(status).withDetail(detail);
  }

  /** With a URI that identifies the kind of problem. */
  public Problem withType(String uri) {
    return new Problem(status, uri, title, detail, members);
  }

  /** With a short summary, the same for every problem of its type. */
  public Problem withTitle(String newTitle) {
    return new Problem(status, type, newTitle, detail, members);
  }

  /** With what is wrong in this case. */
  public Problem withDetail(String newDetail) {
    return new Problem(status, type, title, newDetail, members);
  }

  /**
   * With an extension member: a string, number, boolean, or a list or map of such.
   *
   * @throws IllegalArgumentException if the name is one of the standard members
   */
  public Problem with(String name, Object value) {
    switch (name) {
      case "type", "title", "status", "detail" ->
          throw new IllegalArgumentException(name + " is a standard member");
      default -> {}
    }
    Map<String, Object> more = new LinkedHashMap<>(members);
    more.put(name, Objects.requireNonNull(value));
    return new Problem(status, type, title, detail, Collections.unmodifiableMap(more));
  }

  public int status() {
    return status;
  }

  public String type() {
    return type;
  }

  public String title() {
    return title;
  }

  /** What is wrong in this case, or null. */
  public @Nullable String detail() {
    return detail;
  }

  /** The extension members. */
  public Map<String, Object> members() {
    return members;
  }

  /** An exception that carries this problem out of a handler. */
  public ProblemException toException() {
    return new ProblemException(this);
  }

  /** The document in JSON, in UTF-8. */
  public Bytes toJson() {
    Map<String, Object> all = new LinkedHashMap<>();
    if (!type.equals("about:blank")) {
      all.put("type", type);
    }
    all.put("title", title);
    all.put("status", status);
    if (detail != null) {
      all.put("detail", detail);
    }
    all.putAll(members);
    return Bytes.utf8(ProblemJson.write(all));
  }

  @Override
  public String toString() {
    return status + " " + title + (detail == null ? "" : ": " + detail);
  }
}
