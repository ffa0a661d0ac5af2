package dev.weir.middleware.compression;

import dev.weir.annotation.Preview;
import dev.weir.http.HeaderNames;
import dev.weir.http.Headers;
import dev.weir.http.HttpHandler;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.ResponseBody;
import dev.weir.middleware.Middleware;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Compresses answers with gzip for clients that say they take it, and adds {@code Vary:
 * Accept-Encoding} for the caches between. Immutable.
 *
 * <p>By default texts of 1 KiB and more: {@code text/*}, JSON, XML, JavaScript, SVG, WebAssembly,
 * and what is written {@code +json} or {@code +xml}. Never what has a coding already, parts of a
 * representation, and answers that say {@code Cache-Control: no-transform}. What a codec encodes is
 * compressed after it; a body of up to 64 KiB on the handler's thread (on the loop too, for a route
 * there), a longer one as it leaves, on threads of its own, as many as processors, so that handlers
 * go on beside it.
 *
 * <p>An entity tag becomes weak, since it named other bytes: revalidation goes on working, ranges
 * of the compressed bytes aren't offered.
 */
@Preview
public final class Compression implements Middleware {
  static final long MIN_SIZE = 1_024;
  static final int LEVEL = 6;

  private static final Set<String> TYPES =
      Set.of(
          "text/*",
          "application/json",
          "application/xml",
          "application/javascript",
          "application/wasm",
          "application/yaml",
          "application/x-ndjson",
          "image/svg+xml",
          "font/ttf",
          "font/otf");

  private final Gzip gzip;

  private Compression(Gzip gzip) {
    this.gzip = gzip;
  }

  /** With the types, the least size and the level that are the default. */
  public static Compression gzip() {
    return new Compression(new Gzip(TYPES, MIN_SIZE, LEVEL));
  }

  /**
   * For these types too.
   *
   * @param more such as {@code application/pdf}, or {@code model/*} for all of a kind; {@code
   *     text/event-stream} has to be named itself
   */
  public Compression withTypes(String... more) {
    Set<String> types = new LinkedHashSet<>(gzip.types());
    for (String type : more) {
      types.add(type.toLowerCase(Locale.ROOT));
    }
    return new Compression(new Gzip(Set.copyOf(types), gzip.minSize(), gzip.level()));
  }

  /**
   * For bodies of at least so many bytes, as far as that is known beforehand.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Compression withMinSize(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("A size can't be negative: " + bytes);
    }
    return new Compression(new Gzip(gzip.types(), bytes, gzip.level()));
  }

  /**
   * With this effort.
   *
   * @param level from 1 (fast) to 9 (small)
   */
  public Compression withLevel(int level) {
    if (level < 1 || level > 9) {
      throw new IllegalArgumentException("A level is from 1 to 9, not " + level);
    }
    return new Compression(new Gzip(gzip.types(), gzip.minSize(), level));
  }

  @Override
  public String name() {
    return CompressionProvider.NAME;
  }

  @Override
  public boolean mayBlock() {
    return false;
  }

  @Override
  public HttpHandler http(HttpHandler next) {
    return request -> negotiated(request, next.handle(request));
  }

  private Response negotiated(Request request, Response response) {
    if (response.status() == 304) {
      return varying(revalidated(request, response));
    }
    if (hasSeveralParts(response)) {
      return varying(response); // the whole may vary, and a 206 says what that would
    }
    if (!mayBeCoded(response)) {
      return response;
    }
    List<String> accepted = request.headers().all(HeaderNames.ACCEPT_ENCODING);
    Response varying = varying(response);
    return AcceptEncoding.prefers(Gzip.TOKEN, accepted)
        ? varying.withBody(new ResponseBody.Coded(response.body(), gzip))
        : varying;
  }

  /** RFC 9110, sections 15.3.7 and 15.3.7.2. */
  private static boolean hasSeveralParts(Response response) {
    String type = response.headers().first(HeaderNames.CONTENT_TYPE);
    return response.status() == 206 && type != null && type.startsWith("multipart/byteranges");
  }

  private boolean mayBeCoded(Response response) {
    Headers headers = response.headers();
    boolean fits =
        switch (response.body()) {
          case ResponseBody.Fixed ignored -> true;
          case ResponseBody.Value ignored -> true;
          case ResponseBody.Streamed ignored -> true;
          case ResponseBody.FileRange ignored -> true;
          case ResponseBody.Empty ignored -> false;
          case ResponseBody.Upgrade ignored -> false;
          case ResponseBody.Coded ignored -> false;
        };
    if (!fits
        || headers.contains(HeaderNames.CONTENT_ENCODING)
        || headers.all(HeaderNames.CACHE_CONTROL).stream().anyMatch(Compression::forbids)) {
      return false;
    }
    String type = headers.first(HeaderNames.CONTENT_TYPE);
    return type == null ? response.body() instanceof ResponseBody.Value : gzip.suits(type);
  }

  /** RFC 9110, section 7.7. */
  private static boolean forbids(String cacheControl) {
    return cacheControl.toLowerCase(Locale.ROOT).contains("no-transform");
  }

  /**
   * A client that holds the compressed bytes holds them under the weak tag, and looks for that in
   * the 304 (RFC 9111, section 4.3.4).
   */
  private static Response revalidated(Request request, Response response) {
    String tag = response.headers().first(HeaderNames.ETAG);
    if (tag == null || tag.startsWith("W/")) {
      return response;
    }
    String weak = "W/" + tag;
    boolean held =
        request.headers().all(HeaderNames.IF_NONE_MATCH).stream().anyMatch(f -> f.contains(weak));
    return held ? response.withHeader(HeaderNames.ETAG, weak) : response;
  }

  private static Response varying(Response response) {
    for (String field : response.headers().all(HeaderNames.VARY)) {
      for (String name : field.split(",", -1)) {
        String stripped = name.strip();
        if (stripped.equals("*") || stripped.equalsIgnoreCase(HeaderNames.ACCEPT_ENCODING)) {
          return response;
        }
      }
    }
    return response.withAddedHeader(HeaderNames.VARY, HeaderNames.ACCEPT_ENCODING);
  }
}
