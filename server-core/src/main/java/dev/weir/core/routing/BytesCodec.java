package dev.weir.core.routing;

import dev.weir.Bytes;
import dev.weir.MediaType;
import dev.weir.TypeOf;
import dev.weir.codec.Codec;
import dev.weir.codec.Decoder;
import dev.weir.codec.Encoder;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link Bytes} as {@code application/octet-stream}. */
final class BytesCodec implements Codec {
  @Override
  public String name() {
    return "bytes";
  }

  @Override
  public List<MediaType> mediaTypes() {
    return List.of(MediaType.OCTET_STREAM);
  }

  @Override
  @SuppressWarnings("unchecked") // T is Bytes
  public <T> @Nullable Decoder<T> decoder(TypeOf<T> type) {
    return type.type() == Bytes.class ? (Decoder<T>) new BytesDecoder() : null;
  }

  @Override
  @SuppressWarnings("unchecked") // T is Bytes
  public <T> @Nullable Encoder<T> encoder(TypeOf<T> type) {
    Encoder<Bytes> encoder = (value, output) -> output.write(value);
    return type.type() == Bytes.class ? (Encoder<T>) encoder : null;
  }

  private static final class BytesDecoder implements Decoder<Bytes> {
    @Override
    public Bytes decode(InputStream input) throws IOException {
      return Bytes.copyOf(input.readAllBytes());
    }

    @Override
    public Bytes decode(Bytes bytes) {
      return bytes;
    }
  }
}
