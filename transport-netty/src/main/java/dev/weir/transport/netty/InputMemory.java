package dev.weir.transport.netty;

import dev.weir.spi.transport.ReadMemory;
import io.netty.buffer.ByteBuf;

/**
 * A buffer of {@link LoopBuffers#BYTES} that is read to past Netty: what each read needs of it,
 * asked for once.
 *
 * @param address where the system finds it
 * @param memory what streams are given of it
 */
record InputMemory(ByteBuf buffer, long address, ReadMemory memory) {
  /** Of a buffer that has an address; its bytes are lent in an array, if somebody looks. */
  static InputMemory of(ByteBuf buffer, byte[] array) {
    ReadMemory memory = new ReadMemory(array, buffer.nioBuffer(0, LoopBuffers.BYTES).slice());
    return new InputMemory(buffer, buffer.memoryAddress(), memory);
  }
}
