package dev.weir.transport.nio.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A regular file that is open for reading, of which {@code sendfile} sends. Whatever else a channel
 * does, one of the JDK's does for it, which is opened when it is first asked for.
 */
final class LinuxFile extends FileChannel {
  // struct statx.
  private static final int STATX_BYTES = 256;
  private static final int STX_MODE = 28;
  private static final int STX_SIZE = 40;
  private static final int S_IFMT = 0xf000;
  private static final int S_IFREG = 0x8000;

  private final Descriptor descriptor;
  private @Nullable FileChannel channel;

  private LinuxFile(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /**
   * Opens a file, or returns null where the JDK's channel does as well, or tells better why not.
   */
  static @Nullable LinuxFile open(Path path) {
    if (!Libc.hasStatx() || path.getFileSystem() != FileSystems.getDefault()) {
      return null;
    }
    byte[] encoded = NativePaths.encode(path.toString());
    if (encoded == null) {
      return null;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment callState = Libc.callState(arena);
      MemorySegment name =
          arena.allocate(encoded.length + 1L).copyFrom(MemorySegment.ofArray(encoded));
      // Of a named pipe the JDK's open may wait, not this one.
      int flags = Libc.NON_BLOCKING | Libc.CLOSE_ON_EXEC;
      int number = Libc.open(name.address(), flags, callState);
      if (number < 0) {
        return null;
      }
      Descriptor descriptor = new Descriptor(number);
      MemorySegment status = arena.allocate(STATX_BYTES, 8);
      boolean regular =
          Libc.statx(number, status.address(), callState) == 0
              && (status.get(JAVA_SHORT, STX_MODE) & S_IFMT) == S_IFREG;
      if (!regular) {
        descriptor.close(callState);
        return null;
      }
      return new LinuxFile(descriptor);
    }
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    if (!(target instanceof LinuxStreamSocket.FileTarget socket)) {
      return channel().transferTo(position, count, target);
    }
    int number = descriptor.acquire();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment callState = Libc.callState(arena);
      try {
        return socket.sendFile(number, arena.allocateFrom(JAVA_LONG, position), count, callState);
      } finally {
        descriptor.release(callState);
      }
    }
  }

  @Override
  public long size() throws IOException {
    int number = descriptor.acquire();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment callState = Libc.callState(arena);
      try {
        MemorySegment status = arena.allocate(STATX_BYTES, 8);
        Libc.check("statx", Libc.statx(number, status.address(), callState));
        return status.get(JAVA_LONG, STX_SIZE);
      } finally {
        descriptor.release(callState);
      }
    }
  }

  @Override
  protected void implCloseChannel() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      descriptor.close(Libc.callState(arena));
    }
    FileChannel opened;
    synchronized (this) {
      opened = channel;
    }
    if (opened != null) {
      opened.close();
    }
  }

  // ---- By the JDK's channel.

  /** The same file, even if another one has its name by now. */
  private synchronized FileChannel channel() throws IOException {
    FileChannel opened = channel;
    if (opened == null) {
      int number = descriptor.acquire();
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment callState = Libc.callState(arena);
        try {
          opened = FileChannel.open(Path.of("/proc/self/fd/" + number), StandardOpenOption.READ);
        } finally {
          descriptor.release(callState);
        }
      }
      channel = opened;
    }
    return opened;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return channel().read(target);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    return channel().read(targets, offset, length);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return channel().read(target, position);
  }

  @Override
  public long position() throws IOException {
    return channel().position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    channel().position(position);
    return this;
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    return channel().map(mode, position, size);
  }

  @Override
  public MemorySegment map(MapMode mode, long offset, long size, Arena arena) throws IOException {
    return channel().map(mode, offset, size, arena);
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return channel().lock(position, size, shared);
  }

  @Override
  public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return channel().tryLock(position, size, shared);
  }

  @Override
  public void force(boolean metaData) throws IOException {
    channel().force(metaData);
  }

  // ---- It is open for reading.

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new NonWritableChannelException();
  }

  @Override
  public int write(ByteBuffer source, long position) {
    throw new NonWritableChannelException();
  }

  @Override
  public FileChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new NonWritableChannelException();
  }
}
