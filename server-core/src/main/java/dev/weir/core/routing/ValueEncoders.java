package dev.weir.core.routing;

import dev.weir.MediaType;
import dev.weir.TypeOf;
import dev.weir.codec.Codec;
import dev.weir.codec.Encoder;
import dev.weir.http.HeaderNames;
import dev.weir.http.Problem;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.ResponseBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The encoders of a door, resolved once per type: at start for what routes declare, at the first
 * answer for the rest, where classes can still be unloaded.
 */
final class ValueEncoders implements ValueEncoding {
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

  /**
   * Resolves the encoders of what a route declares to answer.
   *
   * @throws dev.weir.StartException if no codec can write it, or nothing is declared and has to be
   */
  void declare(@Nullable TypeOf<?> type, Wiring wiring) {
    if (type == null) {
      if (strict) {
        throw wiring.error(
            "strict returns are on, and what it answers isn't declared: add returns(...)");
      }
    } else if (type.type() != Response.class && type.type() != Void.class) {
      wiring.requireEncodable(!encodersOf(type).isEmpty(), type);
    }
  }

  @Override
  public Chosen choose(Request request, ResponseBody.Value body) {
    List<Chosen> encoders = encoders(request, body);
    String accept = request.header(HeaderNames.ACCEPT);
    if (accept == null || accept.equals("*/*")) {
      return encoders.getFirst();
    }
    Chosen best = Accept.parse(request.headers().all(HeaderNames.ACCEPT)).best(encoders);
    if (best == null) {
      throw Problem.of(406, "None of the media types asked for can be sent")
          .with("available", encoders.stream().map(one -> one.mediaType().toString()).toList())
          .toException();
    }
    return best;
  }

  private List<Chosen> encoders(Request request, ResponseBody.Value body) {
    TypeOf<?> type = body.type();
    if (type == null && strict) {
      throw new IllegalStateException(
          route(request)
              + " answered "
              + body.value().getClass().getName()
              + ", which it doesn't declare with returns(...), and strict returns are on");
    }
    List<Chosen> encoders = type == null ? byClass.get(body.value().getClass()) : encodersOf(type);
    if (encoders.isEmpty()) {
      throw new IllegalStateException(
          route(request)
              + " answered "
              + (type == null ? body.value().getClass().getName() : type)
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
