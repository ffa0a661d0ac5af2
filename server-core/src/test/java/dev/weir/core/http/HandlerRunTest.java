package dev.weir.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Limits;
import dev.weir.TrustedProxies;
import dev.weir.core.fake.FakeWork;
import dev.weir.core.routing.HttpRouting;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is at one exchange after another, in the same place. */
class HandlerRunTest {
  private final FakeWork work = new FakeWork(1);

  /** Its wire has none that follows; nothing else is asked of it, or of the routes. */
  private final HandlerRun run = exchange(work).run();

  private static Exchange exchange(FakeWork work) {
    HttpDoor door =
        new HttpDoor(unused(HttpRouting.class), work, Limits.defaults(), TrustedProxies.none());
    return new Exchange(door, unused(ExchangeWire.class), null, 0);
  }

  private static <T> T unused(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> null));
  }

  /** Runs something in place of the handler; returns whether it was interrupted. */
  private boolean runsInterrupted() {
    List<Boolean> seen = new ArrayList<>();
    assertThat(work.tryEnter()).isTrue();
    run.task().writes(() -> seen.add(Thread.currentThread().isInterrupted()));
    run.task().execute();
    assertThat(seen).hasSize(1);
    return seen.getFirst();
  }

  private void another() {
    run.letGo();
    run.renew();
  }

  @Test
  void anInterruptHitsTheExchangeThatItWasMeantFor() {
    run.task();
    run.interrupt();
    assertThat(runsInterrupted()).isTrue();
  }

  @Test
  void anInterruptDoesntHitTheNextExchange() {
    run.task();
    run.interrupt();
    another();
    assertThat(runsInterrupted()).isFalse();
  }

  /** Its client may have ended its side, or have gone: no thread is at it, and none will be. */
  @Test
  void anInterruptOfOneOnTheLoopDoesntHitTheNextThatIsNot() {
    assertThat(runsInterrupted()).isFalse();
    another();
    run.abandon();
    another();
    assertThat(runsInterrupted()).isFalse();
  }
}
