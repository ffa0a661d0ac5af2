package dev.weir.core.routing;

import dev.weir.MediaType;
import dev.weir.TypeOf;
import dev.weir.codec.Codec;
import dev.weir.codec.Encoder;
import dev.weir.core.routing.ValueEncoding.Chosen;
import dev.weir.http.Request;
import dev.weir.http.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The encoders of a door, resolved once per type: at start for what routes declare, at the first
 * answer for the rest, where classes can still be unloaded.
 */
final class ValueEncoders {
  private final List<Codec> found;
  private final List<Codec> codecs;
  private final boolean strict;
  private final Map<TypeOf<?>, List<Chosen>> byType = new ConcurrentHashMap<>();
  private final ClassValue<List<Chosen>> byClass =
      new ClassValue<>() {
        @Override
        protected List<Chosen> computeValue(Class<?> type) {
          return resolve(RuntimeTypes.of(type));
        }
      };

  ValueEncoders(List<Codec> found, boolean strict) {
    this.found = found;
    this.codecs = Codecs.withNatural(found);
    this.strict = strict;
  }

  /** Of a route that declares nothing. */
  RouteEncoding undeclared() {
    return new RouteEncoding(this, null, List.of());
  }

  /**
   * Resolves the encoders of what a route declares to answer.
   *
   * @throws dev.weir.StartException if no codec can write it, or nothing is declared and has to be
   */
  RouteEncoding declared(@Nullable TypeOf<?> type, Wiring wiring) {
    if (type == null) {
      if (strict) {
        throw wiring.error(
            "strict returns are on, and what it answers isn't declared: add returns(...)");
      }
      return undeclared();
    }
    if (type.type() == Response.class || type.type() == Void.class) {
      return new RouteEncoding(this, type, List.of());
    }
    List<Chosen> encoders = encodersOf(type);
    wiring.requireEncodable(!encoders.isEmpty(), type);
    return new RouteEncoding(this, type, encoders);
  }

  /**
   * What can write a value, in the order of preference.
   *
   * @param type as what, or null: then its class decides
   * @throws IllegalStateException if there is none, or it wasn't declared and has to be
   */
  List<Chosen> encoders(Request request, Object value, @Nullable TypeOf<?> type) {
    if (type == null && strict) {
      throw new IllegalStateException(
          route(request)
              + " answered "
              + value.getClass().getName()
              + ", which it doesn't declare with returns(...), and strict returns are on");
    }
    List<Chosen> encoders = type == null ? byClass.get(value.getClass()) : encodersOf(type);
    if (encoders.isEmpty()) {
      throw new IllegalStateException(
          route(request)
              + " answered "
              + (type == null ? value.getClass().getName() : type)
              + ", which no codec can write; "
              + Codecs.describe(found));
    }
    return encoders;
  }

  private static String route(Request request) {
    return request.route().method() + " " + request.route().pattern();
  }

  private List<Chosen> encodersOf(TypeOf<?> type) {
    List<Chosen> known = byType.get(type);
    return known != null ? known : byType.computeIfAbsent(type, this::resolve);
  }

  /** In the order of preference. */
  @SuppressWarnings("unchecked") // a value is given to the encoder of its own type only
  private List<Chosen> resolve(TypeOf<?> type) {
    List<Chosen> encoders = new ArrayList<>();
    for (Codec codec : codecs) {
      Encoder<?> encoder = codec.encoder(type);
      if (encoder != null) {
        for (MediaType mediaType : codec.mediaTypes()) {
          encoders.add(new Chosen(mediaType, (Encoder<Object>) encoder, true));
        }
      }
    }
    if (encoders.size() == 1) {
      Chosen only = encoders.getFirst();
      return List.of(new Chosen(only.mediaType(), only.encoder(), false));
    }
    return List.copyOf(encoders);
  }
}
