package dev.weir.integration.websocket;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A client's side of permessage-deflate (RFC 7692, section 7.2). */
final class Deflating implements AutoCloseable {
  /** What a flush ends with: it isn't sent. */
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private final Inflater inflater = new Inflater(true);
  private final boolean clientForgets;
  private final boolean serverForgets;
  private final byte[] buffer = new byte[64 << 10];

  /**
   * A client that has been answered.
   *
   * @param agreed the answer's {@code Sec-WebSocket-Extensions}
   */
  Deflating(String agreed) {
    clientForgets = agreed.contains("client_no_context_takeover");
    serverForgets = agreed.contains("server_no_context_takeover");
  }

  byte[] deflate(byte[] message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(message.length / 2 + 64);
    deflater.setInput(message);
    int count;
    do {
      count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
      out.write(buffer, 0, count);
    } while (count == buffer.length);
    if (clientForgets) {
      deflater.reset();
    }
    byte[] flushed = out.toByteArray();
    return Arrays.copyOf(flushed, flushed.length - TAIL.length);
  }

  byte[] inflate(byte[] payload) throws DataFormatException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length * 4 + 64);
    for (byte[] part : new byte[][] {payload, TAIL}) {
      inflater.setInput(part);
      for (int count = -1; count != 0; ) {
        count = inflater.inflate(buffer);
        out.write(buffer, 0, count);
      }
    }
    if (serverForgets) {
      inflater.reset();
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    deflater.end();
    inflater.end();
  }
}
