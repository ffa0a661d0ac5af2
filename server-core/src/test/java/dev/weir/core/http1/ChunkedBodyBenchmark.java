package dev.weir.core.http1;

import dev.weir.core.http.RefusedException;
import dev.weir.http.Headers;
import dev.weir.spi.transport.OutputChain;
import dev.weir.spi.transport.SegmentPool;
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

/** 64 KiB of a chunked body, in chunks of several sizes, on the way in and on the way out. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChunkedBodyBenchmark {
  private static final int BODY_BYTES = 64 << 10;

  @Param({"64", "1024", "16384"})
  private int chunkBytes;

  private final OutputChain data = new OutputChain(SegmentPool.confined());
  private final OutputChain output = new OutputChain(SegmentPool.confined());
  private byte[] body;
  private byte[] chunk;
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
    chunk = new byte[chunkBytes];
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

  /** Frames what a handler writes, with the one copy into the output's segments. */
  @Benchmark
  public long encode() {
    for (int i = 0; i < BODY_BYTES / chunkBytes; i++) {
      data.write(chunk);
      ChunkEncoder.writeChunk(output, data);
    }
    ChunkEncoder.writeEnd(output, Headers.empty());
    long size = output.size();
    output.release();
    return size;
  }
}
