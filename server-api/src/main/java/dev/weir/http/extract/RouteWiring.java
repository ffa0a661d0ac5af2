package dev.weir.http.extract;

import dev.weir.Slot;
import dev.weir.TypeOf;
import dev.weir.annotation.Stable;
import java.util.List;

/** What a route's surroundings offer to its extractors, once, at start. */
@Stable
public interface RouteWiring {
  /** The names of the parameters in the route's path. */
  List<String> pathParameters();

  /**
   * An object given to {@link dev.weir.ServerBuilder#state}.
   *
   * @throws dev.weir.StartException if there is none of that type
   */
  <T> T state(Class<T> type);

  /**
   * Decodes bodies with the codec of their media type.
   *
   * @throws dev.weir.StartException if no codec can decode the type
   */
  <T> Extraction<T> decoding(TypeOf<T> type);

  /**
   * Checks that a middleware of the route provides the slot.
   *
   * @throws dev.weir.StartException if none does
   */
  void requireProvided(Slot<?> slot);

  /**
   * Reports wiring that can't work.
   *
   * @return an exception to throw, which names the route and its line
   */
  RuntimeException error(String what);
}
