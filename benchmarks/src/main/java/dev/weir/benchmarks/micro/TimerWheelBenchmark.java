package dev.weir.benchmarks.micro;

import dev.weir.spi.transport.LoopTimer;
import dev.weir.spi.transport.TimerWheel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The timers of a loop: one per connection, armed anew with each request. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TimerWheelBenchmark {
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long HEADER_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long TURN_NANOS = 50_000;

  /** Timers of other connections, armed for a minute. */
  @Param({"1", "1000", "100000"})
  private int others;

  private final TimerWheel wheel = new TimerWheel(0);
  private final LoopTimer timer = wheel.newTimer(() -> {});

  /** Arms the timers of the others, spread over a second. */
  @Setup
  public void prepare() {
    for (int i = 0; i < others; i++) {
      LoopTimer other = wheel.newTimer(TimerWheelBenchmark::mustNotFire);
      other.arm(Long.MAX_VALUE / 2 + TimeUnit.SECONDS.toNanos(1) / others * i);
    }
  }

  private static void mustNotFire() {
    throw new IllegalStateException("A timer fired that is due in a century");
  }

  /** What a request does: the idle timer becomes that of the head, and the other way round. */
  @Benchmark
  public boolean arm() {
    timer.arm(HEADER_NANOS);
    timer.arm(IDLE_NANOS);
    return timer.isArmed();
  }

  /** Arming and forgetting, as for a deadline that is met. */
  @Benchmark
  public boolean armAndCancel() {
    timer.arm(HEADER_NANOS);
    timer.cancel();
    return timer.isArmed();
  }

  /** One turn of the loop: the time moves on by 50 microseconds. */
  @Benchmark
  public long turn() {
    wheel.advance(wheel.nanoTime() + TURN_NANOS);
    return wheel.nanosToNext();
  }
}
