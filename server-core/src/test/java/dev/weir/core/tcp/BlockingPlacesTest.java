package dev.weir.core.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.fake.FakeDoor;
import dev.weir.core.fake.FakeSetup;
import dev.weir.core.fake.FakeStream;
import dev.weir.core.fake.FakeWork;
import dev.weir.spi.transport.CloseCause;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Connections whose handler waits for a place among those in flight. */
class BlockingPlacesTest extends TcpFixture {
  @Test
  void connectionsThatEndWhileTheyWaitForAPlaceAreForgotten() throws Exception {
    FakeWork work = new FakeWork(1);
    FakeDoor door =
        openBlocking(FakeSetup.standard().with(work), connection -> connection.input().read());
    FakeStream holder = door.connect();
    assertThat(work.freePlaces()).isZero();
    for (int i = 0; i < 3; i++) {
      FakeStream gone = door.connect();
      assertThat(work.waiting()).isEqualTo(1);
      gone.resetByPeer();
      assertThat(work.waiting()).isZero();
    }
    holder.finish();
    assertThat(holder.awaitClosed()).isEqualTo(CloseCause.FINISHED);
  }

  @Test
  void aConnectionWaitsForAPlaceAndKeepsWhatWasSent() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    FakeDoor opened =
        openBlocking(
            FakeSetup.standard().with(new FakeWork(1)),
            connection -> {
              connection.output().write(connection.input().read());
              go.await();
            });
    FakeStream first = opened.connect();
    FakeStream second = opened.connect();
    first.send(ascii("1"));
    first.awaitTaken(1);
    second.send(ascii("2"));
    opened.advance(Duration.ofSeconds(1));
    assertThat(second.taken()).isEmpty();
    go.countDown(); // no time passes from here on: it is told
    first.awaitTaken(taken -> first.sawEnd());
    assertThat(second.awaitTaken(1)).asString().isEqualTo("2");
  }

  @Test
  void aConnectionThatWaitsForAPlaceIsClosedAtShutdown() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    FakeDoor opened =
        openBlocking(FakeSetup.standard().with(new FakeWork(0)), connection -> go.await());
    FakeStream waiting = opened.connect();
    opened.drain();
    waiting.awaitTaken(taken -> waiting.sawEnd());
    assertThat(go.getCount()).isEqualTo(1);
  }
}
