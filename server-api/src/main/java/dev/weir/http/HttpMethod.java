package dev.weir.http;

import dev.weir.annotation.Stable;
import org.jspecify.annotations.Nullable;

/**
 * A request method (RFC 9110, section 9). Case-sensitive.
 *
 * @param name the token
 */
@Stable
public record HttpMethod(String name) {
  public static final HttpMethod GET = new HttpMethod("GET");
  public static final HttpMethod HEAD = new HttpMethod("HEAD");
  public static final HttpMethod POST = new HttpMethod("POST");
  public static final HttpMethod PUT = new HttpMethod("PUT");
  public static final HttpMethod PATCH = new HttpMethod("PATCH");
  public static final HttpMethod DELETE = new HttpMethod("DELETE");
  public static final HttpMethod OPTIONS = new HttpMethod("OPTIONS");
  public static final HttpMethod TRACE = new HttpMethod("TRACE");
  public static final HttpMethod CONNECT = new HttpMethod("CONNECT");

  /**
   * A method of any name.
   *
   * @throws IllegalArgumentException if the name isn't a token (RFC 9110, section 5.6.2)
   */
  public HttpMethod {
    FieldSyntax.requireToken("method", name);
  }

  /** The constant of that name, or a new method. */
  public static HttpMethod of(String name) {
    return switch (name) {
      case "GET" -> GET;
      case "HEAD" -> HEAD;
      case "POST" -> POST;
      case "PUT" -> PUT;
      case "PATCH" -> PATCH;
      case "DELETE" -> DELETE;
      case "OPTIONS" -> OPTIONS;
      case "TRACE" -> TRACE;
      case "CONNECT" -> CONNECT;
      default -> new HttpMethod(name);
    };
  }

  // Written out, as the ones a record is given are spun at run time, at the cost of every start.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HttpMethod that && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
