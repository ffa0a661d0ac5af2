package dev.weir.transport.netty;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * A buffer of {@link LoopBuffers#BYTES} that is written from past Netty: what each write needs of
 * it, asked for once.
 *
 * @param address where the system finds it
 * @param bytes where to put what is to be written
 */
record OutputMemory(ByteBuf buffer, long address, ByteBuffer bytes) {
  /** Of a buffer that has an address. */
  static OutputMemory of(ByteBuf buffer) {
    ByteBuffer bytes = buffer.nioBuffer(0, LoopBuffers.BYTES).slice();
    return new OutputMemory(buffer, buffer.memoryAddress(), bytes);
  }

  /** Room for so many bytes, from the start. */
  ByteBuffer room(int count) {
    return bytes.clear().limit(count);
  }
}
