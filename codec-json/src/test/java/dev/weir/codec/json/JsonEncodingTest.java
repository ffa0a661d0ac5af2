package dev.weir.codec.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.codec.MalformedContentException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonEncodingTest {
  @Test
  void jsonInOverlongFormsOrInAnotherEncodingIsMalformed() {
    byte[] overlong = {'"', (byte) 0xc0, (byte) 0x80, '"'};
    for (byte[] json :
        new byte[][] {
          overlong,
          "\"a\"".getBytes(StandardCharsets.UTF_16BE),
          "\"a\"".getBytes(StandardCharsets.UTF_16),
          "\"\u00e9\"".getBytes(StandardCharsets.ISO_8859_1)
        }) {
      JsonDecoder<String> decoder = new JsonDecoder<>(new ObjectMapper().readerFor(String.class));
      assertThat(
              catchThrowableOfType(
                  MalformedContentException.class,
                  () -> decoder.decode(new ByteArrayInputStream(json))))
          .hasMessage("The JSON isn't in UTF-8");
    }
  }
}
