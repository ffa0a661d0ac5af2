package dev.weir.transport.nio.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Linux's system calls. Each answers what the call does, or the negative {@code errno}.
 *
 * <p>Those of each message go by {@code syscall(2)}: the C library's own functions of the same
 * names are points of a thread's cancellation, of which Java's threads know nothing, and to say so
 * before and after a call took 2 % of an echo.
 *
 * <p>All are linked as one shape, seven numbers in and one out: to link a shape takes some twenty
 * milliseconds of a start. In the calling conventions of x86-64 and AArch64 an {@code int} is the
 * lower half of its register, and a function doesn't see the arguments that it has no parameter
 * for.
 *
 * <p>Memory is given by its address, which its owner keeps alive during the call.
 */
@SuppressWarnings("restricted") // what native access is asked for
final class Libc {
  // Of open, socket, accept4, eventfd, timerfd_create and epoll_create1 alike.
  static final int NON_BLOCKING = 0x800;
  static final int CLOSE_ON_EXEC = 0x80000;

  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EAFNOSUPPORT = 97;
  static final int ECONNABORTED = 103;

  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int STATX_BASIC = 0x7ff;
  private static final MemorySegment EMPTY = Arena.global().allocateFrom("");
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final long MAX_MESSAGE = 256;
  private static final MemoryLayout CALL_STATE = Linker.Option.captureStateLayout();

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBRARY = LINKER.defaultLookup();
  private static final MethodHandle CALL =
      LINKER.downcallHandle(
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
              JAVA_LONG),
          Linker.Option.captureCallState("errno"));

  // Not final: it is then compiled as a whole by itself, and the object that the JDK makes of the
  // call's state never is made; inlined in the depth of a loop's turn, it was one for each message.
  private static MethodHandle SYSCALL = function("syscall");

  // Its numbers.
  static final boolean AARCH64 = System.getProperty("os.arch").equals("aarch64");
  private static final long RECVFROM = AARCH64 ? 207 : 45;
  private static final long SENDTO = AARCH64 ? 206 : 44;
  private static final long EPOLL_PWAIT = AARCH64 ? 22 : 281;

  private static final MethodHandle ACCEPT4 = function("accept4");
  private static final MethodHandle BIND = function("bind");
  private static final MethodHandle CLOSE = function("close");
  private static final MethodHandle EPOLL_CREATE1 = function("epoll_create1");
  private static final MethodHandle EPOLL_CTL = function("epoll_ctl");
  private static final MethodHandle EVENTFD = function("eventfd");
  private static final MethodHandle GETSOCKNAME = function("getsockname");
  private static final MethodHandle OPEN = function("open");
  private static final MethodHandle LISTEN = function("listen");
  private static final MethodHandle SENDFILE = function("sendfile");
  private static final MethodHandle SETSOCKOPT = function("setsockopt");
  private static final MethodHandle SHUTDOWN = function("shutdown");
  private static final MethodHandle SOCKET = function("socket");
  private static final @Nullable MethodHandle STATX = // not every library of this age has it
      LIBRARY.find("statx").map(CALL::bindTo).orElse(null);
  private static final MethodHandle STRERROR = function("strerror");
  private static final MethodHandle TIMERFD_CREATE = function("timerfd_create");
  private static final MethodHandle TIMERFD_SETTIME = function("timerfd_settime");
  private static final MethodHandle WRITE = function("write");

  private Libc() {}

  private static MethodHandle function(String name) {
    return CALL.bindTo(LIBRARY.findOrThrow(name));
  }

  // ---- Each message.

  static long recv(int descriptor, long address, long length, MemorySegment callState) {
    return recvfrom(descriptor, address, length, 0, 0, callState);
  }

  static long send(int descriptor, long address, long length, MemorySegment callState) {
    return sendto(descriptor, address, length, 0, 0, callState);
  }

  static int epollWait(int epoll, long events, int count, int millis, MemorySegment callState) {
    return (int) systemCall(callState, EPOLL_PWAIT, epoll, events, count, millis, 0, 0);
  }

  /**
   * {@code lengthAddress} is where the room for the sender's address stands, and then its length.
   */
  static long recvfrom(
      int descriptor,
      long address,
      long length,
      long sender,
      long lengthAddress,
      MemorySegment callState) {
    return systemCall(callState, RECVFROM, descriptor, address, length, 0, sender, lengthAddress);
  }

  static long sendto(
      int descriptor,
      long address,
      long length,
      long recipient,
      int recipientLength,
      MemorySegment callState) {
    return systemCall(
        callState, SENDTO, descriptor, address, length, MSG_NOSIGNAL, recipient, recipientLength);
  }

  private static long systemCall(
      MemorySegment callState, long number, long a, long b, long c, long d, long e, long f) {
    try {
      long result = (long) SYSCALL.invokeExact(callState, number, a, b, c, d, e, f);
      return result >= 0 ? result : failure(callState);
    } catch (Throwable failure) {
      throw cannotFail(failure);
    }
  }

  // ---- Files.

  /** Opens a file for reading. */
  static int open(long path, int flags, MemorySegment state) {
    return call(OPEN, state, path, flags, 0, 0, 0);
  }

  static boolean hasStatx() {
    return STATX != null;
  }

  /** The size and the kind of an open file. */
  static int statx(int descriptor, long status, MemorySegment state) {
    return call(
        requireNonNull(STATX),
        state,
        descriptor,
        EMPTY.address(),
        AT_EMPTY_PATH,
        STATX_BASIC,
        status);
  }

  static long sendfile(int target, int source, long offset, long count, MemorySegment callState) {
    try {
      long result =
          (long)
              SENDFILE.invokeExact(
                  callState, (long) target, (long) source, offset, count, 0L, 0L, 0L);
      return result >= 0 ? result : failure(callState);
    } catch (Throwable e) {
      throw cannotFail(e);
    }
  }

  // ---- Each connection, and less often.

  static int accept4(
      int descriptor, long peer, long lengthAddress, int flags, MemorySegment state) {
    return call(ACCEPT4, state, descriptor, peer, lengthAddress, flags, 0);
  }

  static int getsockname(int descriptor, long address, long lengthAddress, MemorySegment state) {
    return call(GETSOCKNAME, state, descriptor, address, lengthAddress, 0, 0);
  }

  static int setsockopt(
      int descriptor, int level, int option, long address, int length, MemorySegment state) {
    return call(SETSOCKOPT, state, descriptor, level, option, address, length);
  }

  static int epollCtl(int epoll, int operation, int descriptor, long event, MemorySegment state) {
    return call(EPOLL_CTL, state, epoll, operation, descriptor, event, 0);
  }

  static int shutdown(int descriptor, int how, MemorySegment state) {
    return call(SHUTDOWN, state, descriptor, how, 0, 0, 0);
  }

  static int close(int descriptor, MemorySegment state) {
    return call(CLOSE, state, descriptor, 0, 0, 0, 0);
  }

  static int write(int descriptor, long address, int length, MemorySegment state) {
    return call(WRITE, state, descriptor, address, length, 0, 0);
  }

  static int socket(int family, int type, MemorySegment state) {
    return call(SOCKET, state, family, type, 0, 0, 0);
  }

  static int bind(int descriptor, long address, int length, MemorySegment state) {
    return call(BIND, state, descriptor, address, length, 0, 0);
  }

  static int listen(int descriptor, int backlog, MemorySegment state) {
    return call(LISTEN, state, descriptor, backlog, 0, 0, 0);
  }

  static int epollCreate1(int flags, MemorySegment state) {
    return call(EPOLL_CREATE1, state, flags, 0, 0, 0, 0);
  }

  static int eventfd(int flags, MemorySegment state) {
    return call(EVENTFD, state, 0, flags, 0, 0, 0);
  }

  static int timerfdCreate(int clock, int flags, MemorySegment state) {
    return call(TIMERFD_CREATE, state, clock, flags, 0, 0, 0);
  }

  /** A time from now on. */
  static int timerfdSettime(int descriptor, long time, MemorySegment state) {
    return call(TIMERFD_SETTIME, state, descriptor, 0, time, 0, 0);
  }

  private static int call(
      MethodHandle function, MemorySegment callState, long a, long b, long c, long d, long e) {
    try {
      return intResult((long) function.invokeExact(callState, a, b, c, d, e, 0L, 0L), callState);
    } catch (Throwable failure) {
      throw cannotFail(failure);
    }
  }

  private static int intResult(long register, MemorySegment callState) {
    int result = (int) register;
    return result >= 0 ? result : failure(callState);
  }

  private static int failure(MemorySegment callState) {
    return -callState.get(JAVA_INT, 0);
  }

  private static AssertionError cannotFail(Throwable e) {
    return new AssertionError("A system call could not be made", e);
  }

  // ---- Failures.

  /** Room for what a call says of its failure, for one thread at a time. */
  static MemorySegment callState(Arena arena) {
    return arena.allocate(CALL_STATE);
  }

  /** Passes on what a call answered, unless it failed. */
  static int check(String what, int result) throws IOException {
    if (result < 0) {
      throw exception(what, result);
    }
    return result;
  }

  /** What a negative answer means, in the system's words. */
  static IOException exception(String what, long failure) {
    return new IOException(what + ": " + message((int) -failure));
  }

  private static String message(int errno) {
    try (Arena arena = Arena.ofConfined()) {
      long text =
          (long) STRERROR.invokeExact(callState(arena), (long) errno, 0L, 0L, 0L, 0L, 0L, 0L);
      return MemorySegment.ofAddress(text).reinterpret(MAX_MESSAGE, arena, null).getString(0);
    } catch (Throwable e) {
      throw cannotFail(e);
    }
  }
}
