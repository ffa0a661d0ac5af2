package dev.weir.http.content;

import dev.weir.Bytes;
import dev.weir.MediaType;
import dev.weir.annotation.Preview;
import dev.weir.http.HeaderNames;
import dev.weir.http.Headers;
import dev.weir.http.HttpMethod;
import dev.weir.http.Problem;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.ResponseBody;
import dev.weir.internal.HttpDates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that clients may ask for under conditions (RFC 9110, section 13) and in parts (section 14).
 * Immutable: one may be kept and answer many requests.
 *
 * <pre>{@code
 * http.get("/manual.pdf", request -> Representation.file(PDF, manual).answer(request));
 * }</pre>
 *
 * <p>Answers with 200 and all of it; 206 and one part, or several as {@code multipart/byteranges};
 * 304 if the client has it; 412 if a condition isn't met; 416 if no part that was asked for is
 * there. Requests for more than 16 parts, or for parts that overlap to more than the whole, get all
 * of it. Files are sent by the system, where the transport can, in parts too.
 */
@Preview
public final class Representation {
  private final MediaType type;
  private final Content content;
  private final Validators validators;
  private final Headers headers;

  private Representation(MediaType type, Content content, Validators validators, Headers headers) {
    this.type = type;
    this.content = content;
    this.validators = validators;
    this.headers = headers;
  }

  /** Bytes in memory. Nothing tells their state unless it is said: see {@link #withTag}. */
  public static Representation bytes(MediaType type, Bytes bytes) {
    return new Representation(
        type, new Content.InMemory(bytes), Validators.of(null, null), Headers.empty());
  }

  /**
   * A file as it is now; its size and the time of its last change make its tag. Looks at the file,
   * so it isn't for the event loop.
   *
   * @throws NoSuchFileException if it isn't there, or isn't a regular file
   * @throws IOException if it can't be looked at
   */
  public static Representation file(MediaType type, Path file) throws IOException {
    BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
    if (!seen.isRegularFile()) {
      throw new NoSuchFileException(file.toString(), null, "It isn't a regular file");
    }
    long changed = seen.lastModifiedTime().to(TimeUnit.NANOSECONDS);
    EntityTag tag =
        EntityTag.strong(Long.toHexString(changed) + "-" + Long.toHexString(seen.size()));
    return new Representation(
        type,
        new Content.InFile(file, seen.size()),
        Validators.of(tag, seen.lastModifiedTime().toInstant()),
        Headers.empty());
  }

  /** The same with a tag, such as {@link EntityTag#of}. */
  public Representation withTag(EntityTag tag) {
    return with(Validators.of(tag, validators.lastModified()));
  }

  /** The same with a time of the last change; sent to the second, and as now while it is ahead. */
  public Representation withLastModified(Instant time) {
    return with(Validators.of(validators.tag(), time));
  }

  private Representation with(Validators changed) {
    return new Representation(type, content, changed, headers);
  }

  /**
   * The same with a field for each answer that concerns it, a 304 too: {@code Cache-Control},
   * {@code Vary}, {@code Content-Disposition}. In place of those of that name.
   *
   * @throws IllegalArgumentException if it is malformed
   */
  public Representation withHeader(String name, String value) {
    Headers more = headers.toBuilder().set(name, value).build();
    return new Representation(type, content, validators, more);
  }

  /** What tells its state. */
  public Validators validators() {
    return validators;
  }

  /** The answer to a request. */
  public Response answer(Request request) {
    return switch (validators.check(request)) {
      case FAILED -> Response.problem(Validators.failed());
      case NOT_MODIFIED -> described(Response.status(304));
      case PROCEED -> answerRange(request);
    };
  }

  private Response answerRange(Request request) {
    String wanted = range(request);
    if (wanted == null) {
      return whole();
    }
    return switch (RangeRequest.of(wanted, content.size())) {
      case RangeRequest.Whole ignored -> whole();
      case RangeRequest.Parts parts -> parts(parts.ranges());
      case RangeRequest.Unsatisfiable ignored ->
          Response.problem(
                  Problem.of(416, "None of the ranges is within " + content.size() + " bytes"))
              .withHeader(HeaderNames.CONTENT_RANGE, "bytes */" + content.size());
    };
  }

  /** Ranges are for GET alone (RFC 9110, section 14.2). */
  private @Nullable String range(Request request) {
    if (!request.method().equals(HttpMethod.GET)) {
      return null;
    }
    List<String> fields = request.headers().all(HeaderNames.RANGE);
    return fields.size() == 1 && validators.allowRange(request.headers())
        ? fields.getFirst()
        : null;
  }

  private Response whole() {
    ResponseBody body =
        content.size() == 0
            ? ResponseBody.Empty.EMPTY
            : content.part(new ByteRange(0, content.size() - 1));
    return described(Response.ok())
        .withHeader(HeaderNames.ACCEPT_RANGES, "bytes")
        .withHeader(HeaderNames.CONTENT_TYPE, type.toString())
        .withBody(body);
  }

  private Response parts(List<ByteRange> ranges) {
    Response partial = described(Response.status(206));
    if (ranges.size() == 1) {
      ByteRange range = ranges.getFirst();
      return partial
          .withHeader(HeaderNames.CONTENT_TYPE, type.toString())
          .withHeader(HeaderNames.CONTENT_RANGE, range.ofAll(content.size()))
          .withBody(content.part(range));
    }
    MultipartRanges several = new MultipartRanges(content, type, ranges);
    return partial
        .withHeader(HeaderNames.CONTENT_TYPE, several.type().toString())
        .withBody(several.body());
  }

  private Response described(Response response) {
    Headers.Builder fields = headers.toBuilder();
    if (validators.tag() != null) {
      fields.set(HeaderNames.ETAG, validators.tag().toString());
    }
    Instant changed = validators.lastModified();
    if (changed != null) {
      Instant now = Instant.now();
      // A clock that goes ahead must not make it later than Date (RFC 9110, section 8.8.2.1).
      fields.set(HeaderNames.LAST_MODIFIED, HttpDates.format(changed.isAfter(now) ? now : changed));
    }
    return response.withHeaders(fields.build());
  }
}
