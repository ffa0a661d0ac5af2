package dev.weir.transport.nio.socket;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Memory outside the heap that system calls read to and write from, with room for what they say of
 * a failure and for whom it goes to. For one thread at a time.
 */
public final class IoMemory {
  /** Room for {@code errno}. */
  private static final int CALL_STATE_BYTES = 8;

  /** Room for any socket's address. */
  private static final int PEER_BYTES = 128;

  private final ByteBuffer buffer;
  private final long address;
  private final MemorySegment callState;
  private final MemorySegment peer;

  private IoMemory(int bytes) {
    buffer = ByteBuffer.allocateDirect(bytes);
    address = MemorySegment.ofBuffer(buffer).address();
    callState = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(CALL_STATE_BYTES));
    peer = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(PEER_BYTES));
  }

  /** So many bytes. */
  public static IoMemory allocate(int bytes) {
    return new IoMemory(bytes);
  }

  /** Always the same; its position and limit are whoever's that uses it at the moment. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /** Where it begins. */
  public long address() {
    return address;
  }

  /** Where a system call's {@code errno} is kept. */
  public MemorySegment callState() {
    return callState;
  }

  /** Where the address of a datagram's recipient is kept, as the system has it. */
  public MemorySegment peer() {
    return peer;
  }
}
