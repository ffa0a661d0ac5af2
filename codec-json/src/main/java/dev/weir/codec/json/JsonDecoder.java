package dev.weir.codec.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.weir.codec.Decoder;
import dev.weir.codec.UnfitContentException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads values of one type. */
final class JsonDecoder<T> implements Decoder<T> {
  private final ObjectReader reader;

  JsonDecoder(ObjectReader reader) {
    this.reader = reader;
  }

  @Override
  public T decode(InputStream input) throws IOException {
    WatchedSource source = new WatchedSource(input);
    try (JsonParser parser = reader.createParser(source)) {
      parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
      if (parser.nextToken() == null) {
        throw JsonErrors.malformed("There is no JSON, the content is empty", parser, null);
      }
      @Nullable T value = reader.readValue(parser);
      if (parser.nextToken() != null) {
        throw JsonErrors.malformed("Something follows the JSON value", parser, null);
      }
      if (value == null) {
        throw new UnfitContentException("A value is expected, not null", "", null);
      }
      return value;
    } catch (JsonProcessingException e) {
      source.throwFailure();
      throw JsonErrors.translate(e);
    }
  }
}
