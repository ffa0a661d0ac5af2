package dev.weir.http.extract;

import dev.weir.TypeOf;
import dev.weir.annotation.Stable;
import java.util.function.Function;

/**
 * A typed value that is made from a request's body. At most one an endpoint, in the last place.
 * {@link Extract} has the common ones.
 */
@Stable
public final class BodyExtractor<T> {
  private final TypeOf<T> type;
  private final Function<RouteWiring, Extraction<T>> binder;

  BodyExtractor(TypeOf<T> type, Function<RouteWiring, Extraction<T>> binder) {
    this.type = type;
    this.binder = binder;
  }

  /** A body extractor of one's own; it reads {@code request.body()}. */
  public static <T> BodyExtractor<T> of(TypeOf<T> type, Extraction<T> extraction) {
    return new BodyExtractor<>(type, wiring -> extraction);
  }

  /** The type of the value. */
  public TypeOf<T> type() {
    return type;
  }

  /** Checks the wiring of a route and gives what runs for each request. */
  public Extraction<T> bind(RouteWiring wiring) {
    return binder.apply(wiring);
  }

  @Override
  public String toString() {
    return "body: " + type;
  }
}
