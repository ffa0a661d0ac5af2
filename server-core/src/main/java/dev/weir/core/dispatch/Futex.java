package dev.weir.core.dispatch;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Map;

/**
 * A word of memory on which one thread at a time waits by {@code futex(2)} of Linux. A virtual
 * thread does so with the carrier that it is on.
 */
final class Futex {
  private static final Map<String, Long> CALL_NUMBERS = Map.of("amd64", 202L, "aarch64", 98L);
  private static final String PROCESSOR = System.getProperty("os.arch");
  private static final long CALL_NUMBER = CALL_NUMBERS.getOrDefault(PROCESSOR, -1L);
  private static final long WAIT_PRIVATE = 128;
  private static final long WAKE_PRIVATE = 129;
  private static final int NOBODY = 0;
  private static final int SOMEBODY = 1;
  private static final int WOKEN = 2; // and not yet back
  private static final long CACHE_LINE = 64;

  private final MemorySegment word = Arena.ofAuto().allocate(CACHE_LINE, CACHE_LINE);
  private final MemorySegment limit = Arena.ofAuto().allocate(JAVA_LONG, 2);

  /** Links the call, which takes some twenty milliseconds the first time. */
  Futex(Duration limit) {
    this.limit.setAtIndex(JAVA_LONG, 0, limit.toSeconds());
    this.limit.setAtIndex(JAVA_LONG, 1, limit.toNanosPart());
    call(WAKE_PRIVATE, MemorySegment.NULL);
  }

  /** Whether there is such a call here, and this JVM may make it. */
  static boolean isAvailable() {
    return System.getProperty("os.name").equals("Linux")
        && CALL_NUMBERS.containsKey(PROCESSOR)
        && Futex.class.getModule().isNativeAccessEnabled();
  }

  /**
   * Says that the current thread is about to wait. From here on a {@link #wake} isn't lost.
   *
   * @return false if another one waits
   */
  boolean announce() {
    return Linked.WORD.compareAndSet(word, 0L, NOBODY, SOMEBODY);
  }

  /** After {@link #announce}: waits to be woken, or for the limit. It may also end sooner. */
  void await() {
    call(WAIT_PRIVATE, limit);
    withdraw();
  }

  /** Takes {@link #announce} back. */
  void withdraw() {
    Linked.WORD.setVolatile(word, 0L, NOBODY);
  }

  /** Wakes who waits or is about to. Any thread. */
  void wake() {
    if ((int) Linked.WORD.getVolatile(word, 0L) == SOMEBODY
        && Linked.WORD.compareAndSet(word, 0L, SOMEBODY, WOKEN)) {
      call(WAKE_PRIVATE, MemorySegment.NULL);
    }
  }

  /** What the call answers doesn't matter: whoever waited looks again for what it waited for. */
  private void call(long operation, MemorySegment time) {
    try {
      var unused =
          (long) Linked.SYSCALL.invokeExact(CALL_NUMBER, word, operation, (long) SOMEBODY, time);
    } catch (Throwable e) {
      throw new AssertionError("syscall(2) throws nothing", e);
    }
  }

  /** Apart, so that to ask whether it is available links nothing. */
  private static final class Linked {
    static final VarHandle WORD = JAVA_INT.varHandle();

    @SuppressWarnings("restricted") // what native access is asked for
    static final MethodHandle SYSCALL =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS),
                Linker.Option.firstVariadicArg(1));
  }
}
