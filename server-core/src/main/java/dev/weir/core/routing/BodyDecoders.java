package dev.weir.core.routing;

import dev.weir.Dispatch;
import dev.weir.MediaType;
import dev.weir.TypeOf;
import dev.weir.codec.Codec;
import dev.weir.codec.Decoder;
import dev.weir.codec.MalformedContentException;
import dev.weir.codec.UnfitContentException;
import dev.weir.http.HeaderNames;
import dev.weir.http.Request;
import dev.weir.http.extract.Extraction;
import dev.weir.http.extract.Rejection;
import dev.weir.http.extract.RejectionException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes bodies by their media type, with the codecs of a door. */
final class BodyDecoders {
  /** A body up to this many bytes is read whole first: cheaper than a stream, and soon there. */
  private static final int SMALL = 16 << 10;

  private final List<Codec> codecs;

  private record Reader<T>(Codec codec, Decoder<T> decoder) {}

  BodyDecoders(List<Codec> found) {
    this.codecs = Codecs.withNatural(found);
  }

  /** Decodes to the type, or null if no codec can. */
  <T> @Nullable Extraction<T> of(TypeOf<T> type, Dispatch dispatch) {
    List<Reader<T>> readers = new ArrayList<>();
    for (Codec codec : codecs) {
      Decoder<T> decoder = codec.decoder(type);
      if (decoder != null) {
        readers.add(new Reader<>(codec, decoder));
      }
    }
    if (readers.isEmpty()) {
      return null;
    }
    boolean allThere = dispatch == Dispatch.EVENT_LOOP;
    return request -> decode(request, choose(request, readers), allThere);
  }

  private static <T> Decoder<T> choose(Request request, List<Reader<T>> readers) {
    String coding = request.header(HeaderNames.CONTENT_ENCODING);
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      throw new RejectionException(new Rejection.UnsupportedCoding(coding), null);
    }
    String contentType = request.header(HeaderNames.CONTENT_TYPE);
    if (contentType == null && request.body().declaredLength() == 0) {
      throw new RejectionException(
          new Rejection.MalformedBody("A body is expected, and there is none", 0, 0), null);
    }
    if (contentType != null) {
      try {
        MediaType mediaType = MediaType.parse(contentType);
        for (Reader<T> reader : readers) {
          if (reader.codec.reads(mediaType)) {
            return reader.decoder;
          }
        }
      } catch (IllegalArgumentException e) {
        throw unsupported(contentType, readers, e);
      }
    }
    throw unsupported(contentType, readers, null);
  }

  private static <T> RejectionException unsupported(
      @Nullable String contentType, List<Reader<T>> readers, @Nullable Throwable cause) {
    List<String> supported =
        readers.stream()
            .flatMap(reader -> reader.codec.mediaTypes().stream())
            .map(MediaType::toString)
            .toList();
    return new RejectionException(new Rejection.UnsupportedMedia(contentType, supported), cause);
  }

  private static <T> T decode(Request request, Decoder<T> decoder, boolean allThere)
      throws IOException {
    long length = request.body().declaredLength();
    if (allThere || (length >= 0 && length <= SMALL)) {
      return rejecting(() -> decoder.decode(request.body().readAll()));
    }
    FailureKeepingStream input = new FailureKeepingStream(request.body().asInputStream());
    try {
      return rejecting(() -> decoder.decode(input));
    } catch (IOException | RuntimeException e) {
      // A codec may wrap what the stream threw, a 413 or a client that has gone, in an error of its
      // own.
      input.rethrow();
      throw e;
    }
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T rejecting(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (MalformedContentException e) {
      throw new RejectionException(
          new Rejection.MalformedBody(String.valueOf(e.getMessage()), e.line(), e.column()), e);
    } catch (UnfitContentException e) {
      throw new RejectionException(
          new Rejection.UnfitBody(String.valueOf(e.getMessage()), e.path()), e);
    }
  }
}
