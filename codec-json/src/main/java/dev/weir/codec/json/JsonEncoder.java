package dev.weir.codec.json;

import com.fasterxml.jackson.databind.ObjectWriter;
import dev.weir.ByteOutput;
import dev.weir.codec.Encoder;
import java.io.IOException;

/** Writes values of one type. */
final class JsonEncoder<T> implements Encoder<T> {
  private final ObjectWriter writer;

  JsonEncoder(ObjectWriter writer) {
    this.writer = writer;
  }

  @Override
  public void encode(T value, ByteOutput output) throws IOException {
    writer.writeValue(output.asOutputStream(), value);
  }
}
