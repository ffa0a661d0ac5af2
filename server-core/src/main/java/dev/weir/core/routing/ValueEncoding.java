package dev.weir.core.routing;

import dev.weir.MediaType;
import dev.weir.codec.Encoder;
import dev.weir.http.Request;
import dev.weir.http.ResponseBody;

/** Chooses how a value is encoded for a request. */
public interface ValueEncoding {
  /**
   * The codec's choice for a value.
   *
   * @param mediaType what to send as Content-Type, unless the handler set one
   * @param encoder writes the value
   * @param negotiated whether there are others, so that the answer varies with {@code Accept}
   */
  record Chosen(MediaType mediaType, Encoder<Object> encoder, boolean negotiated) {}

  /**
   * Negotiates by {@code Accept} among the codecs that can write the value.
   *
   * @throws dev.weir.http.ProblemException 406, if the client takes none of them
   * @throws IllegalStateException if no codec can write the value, or it wasn't declared and strict
   *     returns are on; a 500
   */
  Chosen choose(Request request, ResponseBody.Value body);
}
