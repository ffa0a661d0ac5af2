package dev.weir.codec;

import dev.weir.MediaType;
import dev.weir.TypeOf;
import dev.weir.annotation.Stable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Between Java values and bytes of some media types. Asked for a type once, at start; what it gives
 * is used by many threads at once.
 */
@Stable
public interface Codec {
  /** The stable name, such as {@code "json"}. */
  String name();

  /** The media types written and read, the preferred first; the first is sent as Content-Type. */
  List<MediaType> mediaTypes();

  /** Whether a body of that media type can be read; by default, if one of {@link #mediaTypes}. */
  default boolean reads(MediaType type) {
    return mediaTypes().stream().anyMatch(own -> own.covers(type));
  }

  /** A decoder for the type, or null if this codec can't make such values. */
  <T> @Nullable Decoder<T> decoder(TypeOf<T> type);

  /** An encoder for the type, or null if this codec can't write such values. */
  <T> @Nullable Encoder<T> encoder(TypeOf<T> type);
}
