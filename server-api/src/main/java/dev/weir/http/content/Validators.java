package dev.weir.http.content;

import dev.weir.annotation.Preview;
import dev.weir.http.HeaderNames;
import dev.weir.http.Headers;
import dev.weir.http.HttpMethod;
import dev.weir.http.Problem;
import dev.weir.http.ProblemException;
import dev.weir.http.Request;
import dev.weir.internal.HttpDates;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What tells one state of a resource from another, and the conditions of requests on it (RFC 9110,
 * sections 8.8 and 13). {@link Representation} answers reading requests by itself; a handler that
 * changes something asks before it does, so that nobody overwrites what somebody else has written
 * meanwhile:
 *
 * <pre>{@code
 * .put("/notes/{id}", request -> {
 *   Note note = notes.find(id);
 *   Validators.of(note.tag()).require(request);       // 412 if the client has an older one
 *   ...
 * })
 * }</pre>
 *
 * <p>The check and the change are one step only if the handler makes them one, by a lock or a
 * transaction.
 */
@Preview
public final class Validators {
  private static final Validators MISSING = new Validators(false, null, null);

  /** What is to become of a request. */
  public enum Verdict {
    /** No condition stands against it. */
    PROCEED,
    /** The client has it: answer 304. */
    NOT_MODIFIED,
    /** A condition isn't met: answer 412, and change nothing. */
    FAILED
  }

  private final boolean exists;
  private final @Nullable EntityTag tag;
  private final @Nullable Instant lastModified;

  private Validators(boolean exists, @Nullable EntityTag tag, @Nullable Instant lastModified) {
    this.exists = exists;
    this.tag = tag;
    this.lastModified = lastModified;
  }

  /** Of a resource that isn't there: {@code If-None-Match: *} is met, {@code If-Match} isn't. */
  public static Validators missing() {
    return MISSING;
  }

  /** Of a resource that is there. */
  public static Validators of(EntityTag tag) {
    return new Validators(true, tag, null);
  }

  /** Of a resource that is there, with what is known of its state. */
  public static Validators of(@Nullable EntityTag tag, @Nullable Instant lastModified) {
    Instant second = lastModified == null ? null : lastModified.truncatedTo(ChronoUnit.SECONDS);
    return new Validators(true, tag, second);
  }

  /** The tag, or null if there is none. */
  public @Nullable EntityTag tag() {
    return tag;
  }

  /** The time of the last change to the second, or null if it isn't known. */
  public @Nullable Instant lastModified() {
    return lastModified;
  }

  /** Weighs the request's conditions in the order of RFC 9110, section 13.2.2. */
  public Verdict check(Request request) {
    Headers headers = request.headers();
    if (headers.contains(HeaderNames.IF_MATCH)) {
      if (!matches(TagList.parse(headers.all(HeaderNames.IF_MATCH)))) {
        return Verdict.FAILED;
      }
    } else if (changedSince(headers)) {
      return Verdict.FAILED;
    }
    boolean reads =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    if (headers.contains(HeaderNames.IF_NONE_MATCH)) {
      if (isAmong(TagList.parse(headers.all(HeaderNames.IF_NONE_MATCH)))) {
        return reads ? Verdict.NOT_MODIFIED : Verdict.FAILED;
      }
    } else if (reads && unchangedSince(headers)) {
      return Verdict.NOT_MODIFIED;
    }
    return Verdict.PROCEED;
  }

  /**
   * Lets a request that changes something pass.
   *
   * @throws ProblemException with 412 if one of its conditions isn't met
   */
  public void require(Request request) {
    if (check(request) == Verdict.FAILED) {
      throw new ProblemException(failed());
    }
  }

  static Problem failed() {
    return Problem.of(
        412, "A condition of the request isn't met: the resource isn't in the state that it names");
  }

  private boolean matches(TagList wanted) {
    if (wanted.any()) {
      return exists;
    }
    EntityTag current = tag;
    return current != null && wanted.tags().stream().anyMatch(current::matchesStrongly);
  }

  private boolean isAmong(TagList held) {
    if (held.any()) {
      return exists;
    }
    EntityTag current = tag;
    return current != null && held.tags().stream().anyMatch(current::matchesWeakly);
  }

  private boolean changedSince(Headers headers) {
    Instant current = lastModified;
    Instant since = HttpDates.parse(headers.all(HeaderNames.IF_UNMODIFIED_SINCE));
    return current != null && since != null && current.isAfter(since);
  }

  private boolean unchangedSince(Headers headers) {
    Instant current = lastModified;
    Instant since = HttpDates.parse(headers.all(HeaderNames.IF_MODIFIED_SINCE));
    return current != null && since != null && !current.isAfter(since);
  }

  /**
   * Whether parts may be sent to a client that has others (RFC 9110, section 13.1.5). A date has to
   * be the very one: whether it is a strong validator is for the client to say, who saw both.
   */
  boolean allowRange(Headers headers) {
    var fields = headers.all(HeaderNames.IF_RANGE);
    if (fields.isEmpty()) {
      return true;
    }
    if (fields.size() > 1) {
      return false;
    }
    String value = fields.getFirst();
    if (value.startsWith("\"") || value.startsWith("W/")) {
      TagList list = TagList.parse(value);
      return !list.any() && list.tags().size() == 1 && matches(list);
    }
    Instant date = HttpDates.parse(fields);
    return date != null && date.equals(lastModified);
  }
}
