package dev.weir.core.routing;

import dev.weir.MediaType;
import dev.weir.TypeOf;
import dev.weir.codec.Encoder;
import dev.weir.http.Request;
import org.jspecify.annotations.Nullable;

/** Chooses how a value is encoded that a route answers. */
public interface ValueEncoding {
  /**
   * The codec's choice for a value.
   *
   * @param mediaType what to send as Content-Type, unless the handler set one
   * @param encoder writes the value
   * @param negotiated whether there are others, so that the answer varies with {@code Accept}
   */
  record Chosen(MediaType mediaType, Encoder<Object> encoder, boolean negotiated) {}

  /** What the route declares to answer, or null. */
  @Nullable TypeOf<?> declared();

  /**
   * Negotiates by {@code Accept} among the codecs that can write the value.
   *
   * @param type as what it is to be written, or null: then its class decides
   * @throws dev.weir.http.ProblemException 406, if the client takes none of them
   * @throws IllegalStateException if no codec can write the value, or it wasn't declared and strict
   *     returns are on; a 500
   */
  Chosen choose(Request request, Object value, @Nullable TypeOf<?> type);
}
