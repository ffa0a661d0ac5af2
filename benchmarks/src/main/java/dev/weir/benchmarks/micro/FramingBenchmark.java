package dev.weir.benchmarks.micro;

import dev.weir.Bytes;
import dev.weir.LentBytes;
import dev.weir.spi.transport.OutputChain;
import dev.weir.spi.transport.SegmentPool;
import dev.weir.tcp.FrameDecoder;
import dev.weir.tcp.FrameException;
import dev.weir.tcp.Framing;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Frames of 64 bytes, sixteen in one read, in the framings that ship. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FramingBenchmark {
  private static final int FRAMES = 16;
  private static final int FRAME_BYTES = 64;

  /** The framings, by name. */
  public enum Kind {
    LENGTH_PREFIX,
    VARINT,
    LINES,
    DELIMITED,
    FIXED;

    private Framing framing() {
      return switch (this) {
        case LENGTH_PREFIX -> Framing.lengthPrefixed();
        case VARINT -> Framing.varint();
        case LINES -> Framing.lines();
        case DELIMITED -> Framing.delimited(Bytes.utf8("\0"));
        case FIXED -> Framing.fixedSize(FRAME_BYTES);
      };
    }
  }

  @Param private Kind kind = Kind.LENGTH_PREFIX;

  private final Bytes frame = Bytes.utf8("x".repeat(FRAME_BYTES));
  private final OutputChain output = new OutputChain(SegmentPool.confined());
  private Framing framing = kind.framing();
  private byte[] encoded = {};

  /** Encodes what is decoded. */
  @Setup
  public void prepare() {
    framing = kind.framing();
    for (int i = 0; i < FRAMES; i++) {
      framing.encode(frame, output);
    }
    ByteBuffer copy = ByteBuffer.allocate((int) output.size());
    output.copyTo(copy);
    output.release();
    encoded = copy.array();
  }

  /** Each frame is copied out of what was read. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public int decode() throws FrameException {
    FrameDecoder decoder = framing.newDecoder();
    LentBytes input = LentBytes.lend(encoded, 0, encoded.length);
    int count = 0;
    for (@Nullable Bytes found; (found = decoder.decode(input, FRAME_BYTES)) != null; count++) {
      if (found.length() != FRAME_BYTES) {
        throw new IllegalStateException("A frame of " + found.length() + " bytes");
      }
    }
    input.revoke();
    if (count != FRAMES) {
      throw new IllegalStateException("Decoded " + count + " frames");
    }
    return count;
  }

  /** Into output that is let go at once. */
  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public long encode() {
    for (int i = 0; i < FRAMES; i++) {
      framing.encode(frame, output);
    }
    long size = output.size();
    output.release();
    return size;
  }
}
