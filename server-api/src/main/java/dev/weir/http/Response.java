package dev.weir.http;

import dev.weir.Bytes;
import dev.weir.MediaType;
import dev.weir.TypeOf;
import dev.weir.annotation.Stable;
import dev.weir.spi.protocol.UpgradeProtocol;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An answer. Immutable: each {@code with} gives a changed copy, so one may be kept and sent many
 * times. {@code Content-Length}, {@code Transfer-Encoding}, {@code Connection} and {@code Date} are
 * the server's; setting one of the first three is refused.
 */
@Stable
public final class Response {
  private static final Response OK =
      new Response(200, HeaderList.EMPTY, ResponseBody.Empty.EMPTY, null);
  private static final Response NO_CONTENT =
      new Response(204, HeaderList.EMPTY, ResponseBody.Empty.EMPTY, null);

  private static final Headers TEXT_HEADERS =
      Headers.of(HeaderNames.CONTENT_TYPE, MediaType.TEXT.toString());

  private final int status;
  private final Headers headers;
  private final ResponseBody body;
  private final @Nullable Headers trailers;

  private Response(int status, Headers headers, ResponseBody body, @Nullable Headers trailers) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.trailers = trailers;
  }

  /** 200 without a body. */
  public static Response ok() {
    return OK;
  }

  /** 204. */
  public static Response noContent() {
    return NO_CONTENT;
  }

  /**
   * Any final status without a body.
   *
   * @throws IllegalArgumentException unless it is from 200 to 599
   */
  public static Response status(int status) {
    return OK.withStatus(status);
  }

  /** 200 with {@code text/plain; charset=utf-8}. */
  public static Response text(String text) {
    return new Response(200, TEXT_HEADERS, new ResponseBody.Fixed(Bytes.utf8(text)), null);
  }

  /** 200 with bytes of a media type. */
  public static Response bytes(MediaType type, Bytes bytes) {
    return OK.withHeader(HeaderNames.CONTENT_TYPE, type.toString())
        .withBody(new ResponseBody.Fixed(bytes));
  }

  /** 200 with a value that the negotiated codec encodes by its class. */
  public static Response value(Object value) {
    return OK.withBody(new ResponseBody.Value(Objects.requireNonNull(value), null));
  }

  /** 200 with a value that the negotiated codec encodes as {@code type}. */
  public static <T> Response value(T value, TypeOf<T> type) {
    return OK.withBody(new ResponseBody.Value(Objects.requireNonNull(value), type));
  }

  /** 200 with a body of unknown length that is written as it is sent. */
  public static Response stream(MediaType type, BodyWriter writer) {
    return OK.withHeader(HeaderNames.CONTENT_TYPE, type.toString())
        .withBody(new ResponseBody.Streamed(-1, writer));
  }

  /**
   * 200 with a range of a file. What clients ask for in parts, or under conditions, is a {@link
   * dev.weir.http.content.Representation}.
   *
   * @throws IndexOutOfBoundsException if the position or the length is negative, or their sum
   *     overflows
   */
  public static Response file(MediaType type, Path file, long position, long length) {
    return OK.withHeader(HeaderNames.CONTENT_TYPE, type.toString())
        .withBody(new ResponseBody.FileRange(file, position, length));
  }

  /**
   * 101: the connection goes on in another protocol, or over HTTP/2 the stream does, with a 200. A
   * client that didn't ask for this protocol gets a 426 that names it. A later {@link #withStatus}
   * makes it a plain answer.
   */
  public static Response upgrade(UpgradeProtocol protocol) {
    return new Response(101, HeaderList.EMPTY, new ResponseBody.Upgrade(protocol), null);
  }

  /** 201 with a {@code Location}. */
  public static Response created(String location) {
    return status(201).withHeader(HeaderNames.LOCATION, location);
  }

  /** A redirect: 301, 302, 303, 307 or 308 with a {@code Location}. */
  public static Response redirect(int status, String location) {
    if (status < 301 || status > 308 || (status > 303 && status < 307)) {
      throw new IllegalArgumentException(status + " doesn't redirect");
    }
    return status(status).withHeader(HeaderNames.LOCATION, location);
  }

  /** An error as {@code application/problem+json}. */
  public static Response problem(Problem problem) {
    return new Response(
        problem.status(),
        Headers.of(HeaderNames.CONTENT_TYPE, MediaType.PROBLEM_JSON.toString()),
        new ResponseBody.Fixed(problem.toJson()),
        null);
  }

  /** This response with another status, from 200 to 599. */
  public Response withStatus(int newStatus) {
    if (newStatus < 200 || newStatus > 599) {
      throw new IllegalArgumentException("A final status is from 200 to 599, not " + newStatus);
    }
    return new Response(newStatus, headers, body, trailers);
  }

  /**
   * This response with a field, in place of those of that name.
   *
   * @throws IllegalArgumentException if it is malformed or the server's own
   */
  public Response withHeader(String name, String value) {
    refuseFraming(name);
    return new Response(status, headers.toBuilder().set(name, value).build(), body, trailers);
  }

  /** This response with a field after those there, of that name too. */
  public Response withAddedHeader(String name, String value) {
    refuseFraming(name);
    return new Response(status, headers.toBuilder().add(name, value).build(), body, trailers);
  }

  /** This response without the fields of that name. */
  public Response withoutHeader(String name) {
    return headers.contains(name)
        ? new Response(status, headers.toBuilder().remove(name).build(), body, trailers)
        : this;
  }

  /**
   * This response with other fields.
   *
   * @throws IllegalArgumentException if one is the server's own
   */
  public Response withHeaders(Headers newHeaders) {
    refuseFraming(newHeaders);
    return new Response(status, newHeaders, body, trailers);
  }

  /** This response with another body. */
  public Response withBody(ResponseBody newBody) {
    return new Response(status, headers, newBody, trailers);
  }

  /**
   * This response with trailer fields, sent where the version of HTTP allows.
   *
   * @throws IllegalArgumentException if one is the server's own
   */
  public Response withTrailers(Headers newTrailers) {
    refuseFraming(newTrailers);
    return new Response(status, headers, body, newTrailers);
  }

  public int status() {
    return status;
  }

  public Headers headers() {
    return headers;
  }

  public ResponseBody body() {
    return body;
  }

  /** The trailer fields, or null if there are none. */
  public @Nullable Headers trailers() {
    return trailers;
  }

  private static void refuseFraming(Headers fields) {
    for (int i = 0; i < fields.size(); i++) {
      refuseFraming(fields.name(i));
    }
  }

  private static void refuseFraming(String name) {
    if (name.equalsIgnoreCase(HeaderNames.CONTENT_LENGTH)
        || name.equalsIgnoreCase(HeaderNames.TRANSFER_ENCODING)
        || name.equalsIgnoreCase(HeaderNames.CONNECTION)) {
      throw new IllegalArgumentException(
          name + " is the server's: it follows from the body and the connection");
    }
  }

  @Override
  public String toString() {
    return "Response[" + status + " " + headers + "]";
  }
}
