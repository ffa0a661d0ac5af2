package dev.weir.core.routing;

import dev.weir.MediaType;
import dev.weir.TypeOf;
import dev.weir.codec.Codec;
import dev.weir.codec.Decoder;
import dev.weir.codec.Encoder;
import dev.weir.codec.MalformedContentException;
import dev.weir.codec.UnfitContentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads orders of two fields between commas, and writes values of one class. */
record FakeCodec(String name, List<MediaType> mediaTypes, Class<?> writes) implements Codec {
  FakeCodec(String name, String mediaType, Class<?> writes) {
    this(name, List.of(MediaType.parse(mediaType)), writes);
  }

  @Override
  @SuppressWarnings("unchecked") // T is Order
  public <T> @Nullable Decoder<T> decoder(TypeOf<T> type) {
    Decoder<EndpointTest.Order> decoder = input -> read(input.readAllBytes());
    return type.type() == EndpointTest.Order.class ? (Decoder<T>) decoder : null;
  }

  @Override
  public <T> @Nullable Encoder<T> encoder(TypeOf<T> type) {
    return type.rawClass() == writes
        ? (value, output) -> output.writeUtf8(name + ":" + value)
        : null;
  }

  private static EndpointTest.Order read(byte[] bytes) throws IOException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.equals("malformed")) {
      throw new MalformedContentException("malformed", 3, 4, null);
    }
    if (text.equals("unfit")) {
      throw new UnfitContentException("unfit", "items[2].price", null);
    }
    String[] fields = text.split(",", -1);
    return new EndpointTest.Order(Long.parseLong(fields[0]), fields[1]);
  }
}
