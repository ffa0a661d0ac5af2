package dev.weir.transport.nio.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.weir.transport.nio.socket.Pollable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;

/** What Linux says that a socket is set to, asked in a way of its own: {@code getsockopt}. */
public final class DescriptorOptions {
  private static final int SOL_SOCKET = 1;
  private static final int IPPROTO_TCP = 6;

  /** As in the system's headers. */
  private record Name(int level, int option) {}

  private static final Map<SocketOption<?>, Name> NAMES =
      Map.of(
          StandardSocketOptions.SO_REUSEADDR, new Name(SOL_SOCKET, 2),
          StandardSocketOptions.SO_SNDBUF, new Name(SOL_SOCKET, 7),
          StandardSocketOptions.SO_RCVBUF, new Name(SOL_SOCKET, 8),
          StandardSocketOptions.SO_KEEPALIVE, new Name(SOL_SOCKET, 9),
          StandardSocketOptions.TCP_NODELAY, new Name(IPPROTO_TCP, 1));

  private static final MethodHandle GETSOCKOPT =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("getsockopt"),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

  private DescriptorOptions() {}

  public static <T> T get(Pollable socket, SocketOption<T> option) throws IOException {
    Name name = NAMES.get(option);
    int number = ((DescriptorPollable) socket).descriptor().onLoop();
    int value = get(number, name.level(), name.option());
    return option.type() == Boolean.class
        ? option.type().cast(value != 0)
        : option.type().cast(value);
  }

  private static int get(int number, int level, int option) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) JAVA_INT.byteSize());
      int failed = (int) GETSOCKOPT.invokeExact(number, level, option, value, length);
      if (failed != 0) {
        throw new AssertionError("getsockopt of " + option + " failed");
      }
      return value.get(JAVA_INT, 0);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
