package dev.weir.core.routing;

import dev.weir.Bytes;
import dev.weir.MediaType;
import dev.weir.TypeOf;
import dev.weir.codec.Codec;
import dev.weir.codec.Decoder;
import dev.weir.codec.Encoder;
import dev.weir.codec.MalformedContentException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A {@code String} as {@code text/plain} in UTF-8. */
final class TextCodec implements Codec {
  @Override
  public String name() {
    return "text";
  }

  @Override
  public List<MediaType> mediaTypes() {
    return List.of(MediaType.TEXT);
  }

  /** ASCII is UTF-8; other charsets aren't taken. */
  @Override
  public boolean reads(MediaType type) {
    String charset = type.parameter("charset").orElse("utf-8").toLowerCase(Locale.ROOT);
    return MediaType.TEXT.covers(type) && (charset.equals("utf-8") || charset.equals("us-ascii"));
  }

  @Override
  @SuppressWarnings("unchecked") // T is String
  public <T> @Nullable Decoder<T> decoder(TypeOf<T> type) {
    return type.type() == String.class ? (Decoder<T>) new TextDecoder() : null;
  }

  @Override
  @SuppressWarnings("unchecked") // T is String
  public <T> @Nullable Encoder<T> encoder(TypeOf<T> type) {
    Encoder<String> encoder = (value, output) -> output.writeUtf8(value);
    return type.type() == String.class ? (Encoder<T>) encoder : null;
  }

  private static final class TextDecoder implements Decoder<String> {
    @Override
    public String decode(InputStream input) throws IOException {
      return decode(ByteBuffer.wrap(input.readAllBytes()));
    }

    @Override
    public String decode(Bytes bytes) throws IOException {
      return decode(bytes.asByteBuffer());
    }

    private static String decode(ByteBuffer bytes) throws IOException {
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      } catch (CharacterCodingException e) {
        throw new MalformedContentException("The body isn't valid UTF-8.", 0, 0, e);
      }
    }
  }
}
