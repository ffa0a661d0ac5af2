package dev.weir.core.fake;

import dev.weir.MediaType;
import dev.weir.TypeOf;
import dev.weir.codec.Codec;
import dev.weir.codec.Decoder;
import dev.weir.codec.Encoder;
import dev.weir.codec.MalformedContentException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Integers as decimal digits, and nothing else. */
public final class NumberCodec implements Codec {
  public static final MediaType TYPE = MediaType.parse("text/x-number");

  @Override
  public String name() {
    return "number";
  }

  @Override
  public List<MediaType> mediaTypes() {
    return List.of(TYPE);
  }

  @Override
  @SuppressWarnings("unchecked") // T is Integer, as was asked for
  public <T> @Nullable Decoder<T> decoder(TypeOf<T> type) {
    if (type.rawClass() != Integer.class) {
      return null;
    }
    Decoder<Integer> decoder =
        input -> {
          String text = new String(input.readAllBytes(), StandardCharsets.US_ASCII);
          try {
            return Integer.valueOf(text);
          } catch (NumberFormatException e) {
            throw new MalformedContentException("\"" + text + "\" isn't digits", 1, 1, e);
          }
        };
    return (Decoder<T>) decoder;
  }

  @Override
  @SuppressWarnings("unchecked") // T is Integer, as was asked for
  public <T> @Nullable Encoder<T> encoder(TypeOf<T> type) {
    if (type.rawClass() != Integer.class) {
      return null;
    }
    Encoder<Integer> encoder = (value, output) -> output.writeDecimal(value);
    return (Encoder<T>) encoder;
  }
}
