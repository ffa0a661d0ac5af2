package dev.weir.core.tcp;

import dev.weir.Bytes;
import dev.weir.BytesBuilder;
import dev.weir.codec.Encoder;
import dev.weir.tcp.MessageSession;
import dev.weir.tcp.Session;
import java.io.IOException;

/** Encodes messages to frames. */
record EncodingSession<O>(Session session, Encoder<O> encoder) implements MessageSession<O> {
  @Override
  public void send(O message) throws IOException {
    session.send(encode(message));
  }

  @Override
  public boolean offer(O message) throws IOException {
    return session.offer(encode(message));
  }

  private Bytes encode(O message) throws IOException {
    BytesBuilder frame = Bytes.builder();
    encoder.encode(message, frame);
    return frame.toBytes();
  }
}
