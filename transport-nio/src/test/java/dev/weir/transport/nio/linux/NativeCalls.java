package dev.weir.transport.nio.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** System calls that only tests make. */
final class NativeCalls {
  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int NON_BLOCKING = 0x800;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int F_DUPFD_CLOEXEC = 1_030;

  private static final MethodHandle SOCKETPAIR =
      function(
          "socketpair", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle FCNTL =
      function(
          "fcntl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle GETSOCKOPT =
      function(
          "getsockopt",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));

  private NativeCalls() {}

  private static MethodHandle function(
      String name, FunctionDescriptor shape, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape, options);
  }

  /** Two connected sockets that never wait. */
  static int[] socketPair() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pair = arena.allocate(JAVA_INT, 2);
      int type = SOCK_STREAM | NON_BLOCKING | CLOSE_ON_EXEC;
      check("socketpair", (int) SOCKETPAIR.invokeExact(AF_UNIX, type, 0, pair));
      return pair.toArray(JAVA_INT);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Another number for what has this one: the lowest that is free and no lower than the third. */
  static int duplicate(int number, int atLeast) {
    try {
      int made = (int) FCNTL.invokeExact(number, F_DUPFD_CLOEXEC, atLeast);
      return check("fcntl", made);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** A socket's option. */
  static int option(int number, int level, int option) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) JAVA_INT.byteSize());
      int result = (int) GETSOCKOPT.invokeExact(number, level, option, value, length);
      check("getsockopt", result);
      return value.get(JAVA_INT, 0);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static int check(String what, int result) {
    if (result < 0) {
      throw new AssertionError(what + " failed");
    }
    return result;
  }
}
