package dev.weir.core.http1;

import dev.weir.core.http.RefusedException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** 64 KiB of a chunked body, in chunks of several sizes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChunkedBodyBenchmark {
  private static final int BODY_BYTES = 64 << 10;

  @Param({"64", "1024", "16384"})
  private int chunkBytes;

  private byte[] body;
  private long decoded;

  /** Encodes the body. */
  @Setup
  public void prepare() {
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    for (int i = 0; i < BODY_BYTES / chunkBytes; i++) {
      chunks.writeBytes(
          (Integer.toHexString(chunkBytes) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      chunks.writeBytes(new byte[chunkBytes]);
      chunks.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    chunks.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    body = chunks.toByteArray();
  }

  /** Finds the data among the framing; the data isn't copied. */
  @Benchmark
  public long decode() throws RefusedException {
    decoded = 0;
    ChunkedBodyDecoder decoder = new ChunkedBodyDecoder(100, 16 << 10);
    int end = decoder.decode(body, 0, body.length, (array, from, to) -> decoded += to - from);
    if (decoded != BODY_BYTES || end != body.length) {
      throw new IllegalStateException("Decoded " + decoded + " bytes, up to " + end);
    }
    return decoded;
  }
}
