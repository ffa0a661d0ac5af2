package dev.weir.core.http1;

import dev.weir.http.Headers;
import dev.weir.spi.transport.OutputChain;
import java.nio.charset.StandardCharsets;

/** The chunked coding on the way out (RFC 9112, section 7.1). */
final class ChunkEncoder {
  private static final byte[] END_OF_LINE = "\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LAST = "0\r\n".getBytes(StandardCharsets.US_ASCII);

  private ChunkEncoder() {}

  /**
   * Writes one chunk, and takes {@code data} over; an empty one writes nothing, as it would be the
   * last.
   */
  static void writeChunk(OutputChain out, OutputChain data) {
    long size = data.size();
    if (size > 0) {
      out.writeHex(size);
      out.write(END_OF_LINE);
      out.append(data);
      out.write(END_OF_LINE);
    }
  }

  /** Writes the last chunk and the trailers. */
  static void writeEnd(OutputChain out, Headers trailers) {
    out.write(LAST);
    HeadEncoder.writeTrailers(out, trailers);
  }
}
