package dev.weir.core.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Bytes;
import dev.weir.Dispatch;
import dev.weir.Door;
import dev.weir.DoorStatus;
import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.StartException;
import dev.weir.core.fake.Await;
import dev.weir.core.fake.FakeLoop;
import dev.weir.core.fake.FakeSetup;
import dev.weir.core.fake.FakeWork;
import dev.weir.middleware.Middleware;
import dev.weir.spi.transport.DatagramBinding;
import dev.weir.spi.transport.EventLoop;
import dev.weir.udp.Datagram;
import dev.weir.udp.DatagramHandler;
import dev.weir.udp.DatagramSender;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UdpServiceTest {
  private static final SocketAddress PEER = InetSocketAddress.createUnresolved("peer", 7);

  private final FakeLoop loop = new FakeLoop();
  private final FakeBinding binding = new FakeBinding(loop);

  @AfterEach
  void endLoop() {
    loop.close();
  }

  private UdpService bound(FakeSetup setup, DatagramHandler handler) {
    UdpDoorBuilder door = new UdpDoorBuilder("tested");
    door.datagrams(handler);
    UdpService service = door.bind(setup);
    service.bound(binding);
    return service;
  }

  private void receive(UdpService service, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    loop.run(() -> {
      LentBytes lent = LentBytes.lend(bytes, 0, bytes.length);
      service.received(lent, PEER);
      lent.revoke();
      Arrays.fill(bytes, (byte) 0);
    });
  }

  private static DoorStatus.Datagrams status(UdpService service) {
    return service.status(new Door("tested", "udp", PEER, false));
  }

  private static long dropped(UdpService service) {
    return status(service).dropped().values().stream().mapToLong(count -> count).sum();
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void aDatagramIsAnsweredToItsSender(Dispatch dispatch) throws Exception {
    UdpService service =
        bound(
            FakeSetup.standard().with(dispatch),
            (datagram, reply) -> {
              assertThat(reply.send(datagram.payload())).isTrue();
              reply.sender().send(Bytes.utf8("to you"), datagram.sender());
            });
    receive(service, "ping");
    assertThat(binding.nextSent()).isEqualTo(new Datagram(Bytes.utf8("ping"), PEER));
    assertThat(binding.nextSent()).isEqualTo(new Datagram(Bytes.utf8("to you"), PEER));
  }

  @Test
  void theHandlerOfTheLoopRunsOnTheLoop() {
    AtomicReference<Thread> ran = new AtomicReference<>();
    UdpService service =
        bound(
            FakeSetup.standard().with(Dispatch.EVENT_LOOP),
            (datagram, reply) -> ran.set(Thread.currentThread()));
    receive(service, "x");
    assertThat(ran).hasValue(loop.thread());
  }

  @Test
  void beyondTheLimitDatagramsAreDroppedAndCountedNeverQueued() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Limits limits = Limits.defaults().with(Limits.MAX_DATAGRAMS_IN_FLIGHT, 3);
    FakeSetup setup = FakeSetup.standard().with(limits);
    UdpService service =
        bound(
            setup,
            (datagram, reply) -> {
              go.await();
              reply.send(datagram.payload());
            });
    for (int i = 0; i < 10; i++) {
      receive(service, "d" + i);
    }
    assertThat(dropped(service)).isEqualTo(7);
    assertThat(setup.fake().threads).hasValue(3);
    go.countDown();
    for (int i = 0; i < 3; i++) {
      assertThat(binding.nextSent().payload().utf8()).isIn("d0", "d1", "d2");
    }
    service.drain().toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertThat(binding.sent).isEmpty();
    assertThat(setup.fake().freePlaces()).isEqualTo(1_000);
  }

  @Test
  void withoutAPlaceInTheServerADatagramIsDropped() {
    UdpService service = bound(FakeSetup.standard().with(new FakeWork(0)), (datagram, reply) -> {});
    receive(service, "x");
    assertThat(dropped(service)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void aHandlerThatThrowsLosesItsDatagramOnly(Dispatch dispatch) throws Exception {
    UdpService service =
        bound(
            FakeSetup.standard().with(dispatch),
            (datagram, reply) -> {
              if (datagram.payload().utf8().equals("bad")) {
                throw new IllegalStateException("thrown on purpose");
              }
              reply.send(datagram.payload());
            });
    receive(service, "bad");
    receive(service, "good");
    assertThat(binding.nextSent().payload().utf8()).isEqualTo("good");
    assertThat(dropped(service)).isZero();
  }

  @Test
  void aHandlerOverItsTimeIsInterruptedAndCountedAndGivesItsPlaceBack() throws Exception {
    CountDownLatch started = new CountDownLatch(2);
    CountDownLatch interrupted = new CountDownLatch(2);
    Limits limits =
        Limits.defaults()
            .with(Limits.MAX_DATAGRAMS_IN_FLIGHT, 2)
            .with(Limits.HANDLER_TIMEOUT, Duration.ofSeconds(10));
    FakeSetup setup = FakeSetup.standard().with(limits);
    UdpService service =
        bound(
            setup,
            (datagram, reply) -> {
              if (datagram.payload().utf8().equals("slow")) {
                started.countDown();
                try {
                  new CountDownLatch(1).await();
                } finally {
                  interrupted.countDown();
                }
              }
              reply.send(datagram.payload());
            });
    receive(service, "slow");
    receive(service, "slow");
    assertThat(loop.armedTimers()).isEqualTo(1);
    assertThat(started.await(30, TimeUnit.SECONDS)).isTrue(); // or they are skipped
    receive(service, "no place");
    assertThat(dropped(service)).isEqualTo(1);
    loop.advance(Duration.ofSeconds(9));
    assertThat(status(service).handlers().timedOut()).isZero();
    loop.advance(Duration.ofSeconds(2));
    assertThat(status(service).handlers().timedOut()).isEqualTo(2);
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    Await.until("the places", () -> setup.fake().freePlaces() == 1_000);
    receive(service, "next");
    assertThat(binding.nextSent().payload().utf8()).isEqualTo("next");
    assertThat(dropped(service)).isEqualTo(1);
  }

  @Test
  void aHandlerOfTheLoopHasNoTimer() throws Exception {
    UdpService service =
        bound(
            FakeSetup.standard().with(Dispatch.EVENT_LOOP),
            (datagram, reply) -> reply.send(datagram.payload()));
    receive(service, "x");
    assertThat(binding.nextSent().payload().utf8()).isEqualTo("x");
    assertThat(loop.armedTimers()).isZero();
  }

  @Test
  void drainWaitsForWhatRunsAndTakesNothingMore() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    UdpService service =
        bound(
            FakeSetup.standard(),
            (datagram, reply) -> {
              go.await();
              reply.send(datagram.payload());
            });
    receive(service, "early");
    CompletableFuture<Void> drained = service.drain().toCompletableFuture();
    receive(service, "late");
    assertThat(drained).isNotDone();
    assertThat(dropped(service)).isEqualTo(1);
    go.countDown();
    drained.get(30, TimeUnit.SECONDS);
    assertThat(binding.nextSent().payload().utf8()).isEqualTo("early");
    assertThat(binding.sent).isEmpty();
  }

  @Test
  void theSenderIsGivenOnTheLoopOnceBound() throws Exception {
    CompletableFuture<DatagramSender> given = new CompletableFuture<>();
    UdpDoorBuilder door = new UdpDoorBuilder("tested");
    door.datagrams((datagram, reply) -> {})
        .onOpen(sender -> {
          throw new IllegalStateException("thrown on purpose");
        })
        .onOpen(sender -> {
          assertThat(loop.inLoop()).isTrue();
          given.complete(sender);
        });
    UdpService service = door.bind(FakeSetup.standard());
    service.bound(binding);
    DatagramSender sender = given.get(30, TimeUnit.SECONDS);
    assertThat(sender.localAddress()).isEqualTo(binding.address());
    assertThat(sender.send(Bytes.utf8("unasked"), PEER)).isTrue();
    assertThat(binding.nextSent().payload().utf8()).isEqualTo("unasked");
  }

  @Test
  void middlewareWrapsTheHandler() throws Exception {
    Middleware shouting =
        new Middleware() {
          @Override
          public DatagramHandler datagrams(DatagramHandler next) {
            return (datagram, reply) ->
                next.handle(
                    new Datagram(Bytes.utf8(datagram.payload().utf8() + "!"), datagram.sender()),
                    reply);
          }
        };
    UdpService service =
        bound(
            FakeSetup.standard().with(shouting),
            (datagram, reply) -> reply.send(datagram.payload()));
    receive(service, "hey");
    assertThat(binding.nextSent().payload().utf8()).isEqualTo("hey!");
    assertThatThrownBy(() ->
            bound(
                FakeSetup.standard().with(shouting).with(Dispatch.EVENT_LOOP),
                (datagram, reply) -> {}))
        .isInstanceOf(StartException.class);
  }

  @Test
  void aDoorWithoutAHandlerOrWithTwoStopsTheStart() {
    assertThatThrownBy(() -> new UdpDoorBuilder("tested").bind(FakeSetup.standard()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("datagrams()");
    assertThatThrownBy(() ->
            new UdpDoorBuilder("tested")
                .datagrams((datagram, reply) -> {})
                .datagrams((datagram, reply) -> {}))
        .isInstanceOf(StartException.class);
  }

  /** Keeps what is sent. */
  private static final class FakeBinding implements DatagramBinding {
    private final EventLoop loop;
    private final BlockingQueue<Datagram> sent = new LinkedBlockingQueue<>();

    FakeBinding(EventLoop loop) {
      this.loop = loop;
    }

    Datagram nextSent() throws InterruptedException {
      @Nullable Datagram next = sent.poll(30, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("Nothing was sent");
      }
      return next;
    }

    @Override
    public SocketAddress address() {
      return InetSocketAddress.createUnresolved("here", 9);
    }

    @Override
    public EventLoop loop() {
      return loop;
    }

    @Override
    public boolean send(Bytes payload, SocketAddress recipient) {
      return sent.add(new Datagram(payload, recipient));
    }

    @Override
    public long oversized() {
      return 0;
    }

    @Override
    public long unsent() {
      return 0;
    }

    @Override
    public CompletionStage<Void> close() {
      return CompletableFuture.completedStage(null);
    }
  }
}
