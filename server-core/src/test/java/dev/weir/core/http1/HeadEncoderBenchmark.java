package dev.weir.core.http1;

import dev.weir.core.http.ResponseHead;
import dev.weir.http.Headers;
import dev.weir.spi.transport.OutputChain;
import dev.weir.spi.transport.SegmentPool;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** An answer's head, into output that is let go at once. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeadEncoderBenchmark {
  private static final long MILLIS = 1_700_000_000_000L;

  /** Fields that the handler has set. */
  @Param({"0", "8"})
  private int fields;

  private final HeadEncoder encoder = new HeadEncoder();
  private final OutputChain output = new OutputChain(SegmentPool.confined());
  private ResponseHead head;

  /** Makes the head. */
  @Setup
  public void prepare() {
    Headers.Builder headers = Headers.builder();
    for (int i = 0; i < fields; i++) {
      headers.add("X-Field-" + i, "some value of a field");
    }
    head = new ResponseHead(200, headers.build(), "text/plain; charset=utf-8", 13, true, false);
  }

  /** Status line, fields, Server, Date, Content-Type and Content-Length. */
  @Benchmark
  public long write() {
    encoder.write(output, head, HeadEncoder.Framing.LENGTH, HeadEncoder.After.UNSAID, MILLIS);
    long size = output.size();
    output.release();
    return size;
  }
}
