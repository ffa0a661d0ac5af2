package dev.weir.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LoopBuffersTest {
  private static final int LITTLE = LoopBuffers.BYTES / 4;

  @Test
  void littleThatIsKeptLeavesTheSharedBufferToOthers() {
    LoopBuffers buffers = new LoopBuffers(true);
    ByteBuf read = buffers.toReadTo();
    read.writeCharSequence("taken and kept", StandardCharsets.US_ASCII);
    ByteBuf kept = buffers.kept(read.retainedSlice().skipBytes("taken and ".length()));
    read.release();
    assertThat(kept.capacity()).isEqualTo("kept".length());
    assertThat(buffers.toReadTo()).isSameAs(read);
    read.clear().writeZero(LoopBuffers.BYTES);
    assertThat(kept.toString(StandardCharsets.US_ASCII)).isEqualTo("kept");
    kept.release();
    read.release();
    buffers.release();
    assertThat(read.refCnt()).isZero();
    assertThat(kept.refCnt()).isZero();
  }

  @Test
  void muchThatIsKeptIsNotCopied() {
    LoopBuffers buffers = new LoopBuffers(true);
    ByteBuf read = buffers.toReadTo().writeZero(LITTLE + 1);
    ByteBuf rest = read.retainedSlice();
    read.release();
    assertThat(buffers.kept(rest)).isSameAs(rest);
    ByteBuf next = buffers.toReadTo();
    assertThat(next).isNotSameAs(read);
    rest.release();
    next.release();
    buffers.release();
    assertThat(read.refCnt()).isZero();
  }

  @Test
  void whatIsNotSharedIsKeptAsItIs() {
    LoopBuffers buffers = new LoopBuffers(false);
    ByteBuf written = buffers.toWriteFrom(10).writeZero(10);
    assertThat(buffers.kept(written)).isSameAs(written);
    written.release();
    buffers.release();
  }
}
