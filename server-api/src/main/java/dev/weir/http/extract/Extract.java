package dev.weir.http.extract;

import dev.weir.Bytes;
import dev.weir.Slot;
import dev.weir.TypeOf;
import dev.weir.annotation.Stable;
import dev.weir.http.Request;
import dev.weir.http.RequestBody;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The common extractors. Import them statically, or read {@code Extract.path("id", Long.class)}.
 *
 * <p>Text becomes a {@code String}, a number class, {@code Boolean}, {@code UUID}, an enum
 * constant, a class of {@code java.time}, or anything with a public static {@code
 * parse(CharSequence)}, {@code parse(String)}, {@code fromString(String)} or {@code
 * valueOf(String)}; another class is refused where the extractor is made. A number is finite, and a
 * {@code BigDecimal}'s scale within a thousand.
 */
@Stable
public final class Extract {
  private Extract() {}

  /** A path parameter; 400 if it doesn't fit. */
  public static <T> Extractor<T> path(String name, Class<T> type) {
    Function<String, T> conversion = Conversions.to(type);
    return new Extractor<>(
        Extractor.Source.PATH,
        name,
        TypeOf.of(type),
        true,
        wiring -> {
          if (!wiring.pathParameters().contains(name)) {
            throw wiring.error(
                "the path has no parameter {" + name + "}; it has " + wiring.pathParameters());
          }
          return request ->
              converted("path parameter", name, request.pathParameter(name), conversion, type);
        });
  }

  /** The first value of a query parameter; 400 if it is missing or doesn't fit. */
  public static <T> Extractor<T> query(String name, Class<T> type) {
    Function<String, T> conversion = Conversions.to(type);
    return new Extractor<>(
        Extractor.Source.QUERY,
        name,
        TypeOf.of(type),
        true,
        wiring ->
            request ->
                converted("query parameter", name, request.queryParameter(name), conversion, type));
  }

  /** All values of a query parameter, none included; 400 if one doesn't fit. */
  public static <T> Extractor<List<T>> queryAll(String name, Class<T> type) {
    Function<String, T> conversion = Conversions.to(type);
    return new Extractor<>(
        Extractor.Source.QUERY,
        name,
        TypeOf.listOf(type),
        false,
        wiring ->
            request ->
                request.queryParameters(name).stream()
                    .map(text -> converted("query parameter", name, text, conversion, type))
                    .toList());
  }

  /** The first value of a header field; 400 if it is missing or doesn't fit. */
  public static <T> Extractor<T> header(String name, Class<T> type) {
    Function<String, T> conversion = Conversions.to(type);
    return new Extractor<>(
        Extractor.Source.HEADER,
        name,
        TypeOf.of(type),
        true,
        wiring -> request -> converted("header", name, request.header(name), conversion, type));
  }

  /** An object given to {@link dev.weir.ServerBuilder#state}; missing, it stops the start. */
  public static <T> Extractor<T> state(Class<T> type) {
    return new Extractor<>(
        Extractor.Source.STATE,
        type.getName(),
        TypeOf.of(type),
        true,
        wiring -> {
          T object = wiring.state(type);
          return request -> object;
        });
  }

  /**
   * What a middleware set in the slot; a route without one that provides it stops the start. Made
   * {@linkplain Extractor#optional optional}, it takes what is there, and no middleware is needed.
   */
  public static <T> Extractor<T> slot(Slot<T> slot) {
    return new Extractor<>(
        Extractor.Source.SLOT,
        slot.name(),
        null,
        true,
        wiring -> {
          wiring.requireProvided(slot);
          return request -> request.require(slot);
        },
        wiring -> request -> Optional.ofNullable(request.get(slot)));
  }

  /** The request itself. */
  public static Extractor<Request> request() {
    return new Extractor<>(
        Extractor.Source.REQUEST,
        "request",
        TypeOf.of(Request.class),
        true,
        wiring -> request -> request);
  }

  /** The body, decoded by the codec of its media type; 415, 400 or 422 if that fails. */
  public static <T> BodyExtractor<T> body(Class<T> type) {
    return body(TypeOf.of(type));
  }

  /** As {@link #body(Class)}, for generic types. */
  public static <T> BodyExtractor<T> body(TypeOf<T> type) {
    return new BodyExtractor<>(type, wiring -> wiring.decoding(type));
  }

  /** The body's bytes, whatever its media type. */
  public static BodyExtractor<Bytes> bytes() {
    return BodyExtractor.of(TypeOf.of(Bytes.class), request -> request.body().readAll());
  }

  /** The body as text, whatever its media type, in its charset or UTF-8. */
  public static BodyExtractor<String> text() {
    return BodyExtractor.of(TypeOf.of(String.class), request -> request.body().readText());
  }

  /** The body as it streams in. */
  public static BodyExtractor<RequestBody> stream() {
    return BodyExtractor.of(TypeOf.of(RequestBody.class), Request::body);
  }

  private static <T> T converted(
      String kind,
      String name,
      @Nullable String text,
      Function<String, T> conversion,
      Class<T> type) {
    if (text == null) {
      throw new RejectionException(new Rejection.Missing(kind, name), null);
    }
    try {
      return conversion.apply(text);
    } catch (RuntimeException e) {
      throw new RejectionException(
          new Rejection.Malformed(kind, name, Conversions.describe(type)), e);
    }
  }
}
