package dev.weir.http.extract;

import dev.weir.TypeOf;
import dev.weir.annotation.Stable;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A typed value that is taken from a request's head. Immutable, and a value itself: from it come
 * the check at start, the 400's text, and documents. {@link Extract} has the common ones.
 */
@Stable
public final class Extractor<T> {
  /** Where in the request the value comes from. */
  public enum Source {
    PATH,
    QUERY,
    HEADER,
    STATE,
    SLOT,
    REQUEST,
    CUSTOM
  }

  private final Source source;
  private final String name;
  private final @Nullable TypeOf<?> type;
  private final boolean required;
  private final Function<RouteWiring, Extraction<T>> binder;
  private final Function<RouteWiring, Extraction<Optional<T>>> optionalBinder;

  Extractor(
      Source source,
      String name,
      @Nullable TypeOf<?> type,
      boolean required,
      Function<RouteWiring, Extraction<T>> binder) {
    this(source, name, type, required, binder, wiring -> emptyIfMissing(binder.apply(wiring)));
  }

  /**
   * An extractor whose missing value isn't the client's fault.
   *
   * @param optionalBinder what {@link #optional} and {@link #orElse} bind instead
   */
  Extractor(
      Source source,
      String name,
      @Nullable TypeOf<?> type,
      boolean required,
      Function<RouteWiring, Extraction<T>> binder,
      Function<RouteWiring, Extraction<Optional<T>>> optionalBinder) {
    this.source = source;
    this.name = name;
    this.type = type;
    this.required = required;
    this.binder = binder;
    this.optionalBinder = optionalBinder;
  }

  private static <T> Extraction<Optional<T>> emptyIfMissing(Extraction<T> inner) {
    return request -> {
      try {
        return Optional.of(inner.from(request));
      } catch (RejectionException e) {
        if (e.rejection() instanceof Rejection.Missing) {
          return Optional.empty();
        }
        throw e;
      }
    };
  }

  /** An extractor of one's own. */
  public static <T> Extractor<T> of(String name, Class<T> type, Extraction<T> extraction) {
    return new Extractor<>(Source.CUSTOM, name, TypeOf.of(type), true, wiring -> extraction);
  }

  /** This extractor, empty where the value is missing; one that is there must still fit. */
  public Extractor<Optional<T>> optional() {
    return new Extractor<>(source, name, type, false, optionalBinder);
  }

  /** This extractor, with a value for where it is missing; one that is there must still fit. */
  public Extractor<T> orElse(T fallback) {
    Extractor<Optional<T>> optional = optional();
    return new Extractor<>(
        source,
        name,
        type,
        false,
        wiring -> {
          Extraction<Optional<T>> inner = optional.binder.apply(wiring);
          return request -> inner.from(request).orElse(fallback);
        });
  }

  /** Where the value comes from. */
  public Source source() {
    return source;
  }

  /** The parameter's, header's or slot's name. */
  public String name() {
    return name;
  }

  /**
   * The type of the value, or of what the {@link Optional} holds; empty for a slot, whose type is
   * the compiler's knowledge alone.
   */
  public Optional<TypeOf<?>> type() {
    return Optional.ofNullable(type);
  }

  /** Whether a request without the value is refused. */
  public boolean required() {
    return required;
  }

  /** Checks the wiring of a route and gives what runs for each request. */
  public Extraction<T> bind(RouteWiring wiring) {
    return binder.apply(wiring);
  }

  @Override
  public String toString() {
    String where = source.name().toLowerCase(Locale.ROOT) + " " + name;
    return type == null ? where : where + ": " + type;
  }
}
