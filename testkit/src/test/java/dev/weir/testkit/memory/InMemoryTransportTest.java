package dev.weir.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Bytes;
import dev.weir.LentBytes;
import dev.weir.Listen;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.ConnectionHandler;
import dev.weir.spi.transport.LoopTimer;
import dev.weir.spi.transport.StreamHandler;
import dev.weir.spi.transport.TransportConnection;
import dev.weir.testkit.memory.Link.Direction;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InMemoryTransportTest {
  private final List<Integer> reads = new ArrayList<>();
  private final List<CloseCause.Kind> ends = new ArrayList<>();

  @Test
  void anEchoComesBackWhole() throws IOException {
    try (InMemoryTransport memory = InMemoryTransport.manual()) {
      MemoryClient client = connect(memory, Link.perfect());
      client.write("hello");
      assertThat(new String(client.read(5), java.nio.charset.StandardCharsets.US_ASCII))
          .isEqualTo("hello");
      client.finish();
      assertThat(client.readToEnd()).isEmpty();
      memory.run();
      assertThat(ends).containsExactly(CloseCause.Kind.FINISHED);
      assertThat(memory.failures()).isEmpty();
    }
  }

  @Test
  void anEchoComesBackFromALoopWithAThread() throws IOException {
    try (InMemoryTransport memory = InMemoryTransport.threaded()) {
      MemoryClient client = connect(memory, Link.perfect());
      client.write("hello\n");
      assertThat(client.readUntil("\n")).isEqualTo("hello\n");
      client.finish();
      client.awaitEnd();
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void bytesAreSplitWhereTheLinkSays() throws IOException {
    try (InMemoryTransport memory = InMemoryTransport.manual()) {
      MemoryClient client =
          connect(
              memory,
              Link.splitAt(Direction.TO_SERVER, 1, 4).and(Link.splitAt(Direction.TO_CLIENT, 3)));
      client.write("abcdef");
      client.awaitReceived(6);
      assertThat(client.receivedText()).isEqualTo("abcdef");
      assertThat(reads).containsExactly(1, 3, 2);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void chaosIsTheSameForTheSameSeedAndLosesNothing(long seed) throws IOException {
    String sent = "0123456789".repeat(500);
    List<List<Integer>> runs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      reads.clear();
      try (InMemoryTransport memory = InMemoryTransport.manual()) {
        MemoryClient client = connect(memory, Link.chaos(seed));
        client.write(sent);
        memory.advance(Duration.ofMinutes(10));
        assertThat(client.receivedText()).isEqualTo(sent);
      }
      runs.add(List.copyOf(reads));
    }
    assertThat(runs.get(0)).isEqualTo(runs.get(1));
  }

  @Test
  void aLinkBreaksAtAByte() throws IOException {
    try (InMemoryTransport memory = InMemoryTransport.manual()) {
      MemoryClient client = connect(memory, Link.breakAt(Direction.TO_CLIENT, 3));
      client.write("abcdef");
      client.awaitEnd();
      assertThat(client.isReset()).isTrue();
      assertThat(client.receivedText()).isEqualTo("abc");
      memory.run();
      assertThat(ends).containsExactly(CloseCause.Kind.PEER_RESET);
    }
  }

  @Test
  void timePassesOnlyWhenTurned() throws IOException {
    try (InMemoryTransport memory = InMemoryTransport.manual()) {
      MemoryClient client =
          connect(memory, Link.delayAt(Direction.TO_SERVER, 2, Duration.ofSeconds(1)));
      client.write("abcd");
      memory.run();
      assertThat(client.receivedText()).isEqualTo("ab");
      memory.advance(Duration.ofMillis(999));
      assertThat(client.receivedText()).isEqualTo("ab");
      memory.advance(Duration.ofMillis(1));
      assertThat(client.receivedText()).isEqualTo("abcd");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void advancingFiresTimersAndThoseThatTheyArm(boolean threads) {
    MemoryOptions options = threads ? MemoryOptions.threaded() : MemoryOptions.manual();
    try (InMemoryTransport memory = options.withLoops(2).open()) {
      memory.start();
      List<Long> fired = new ArrayList<>();
      long start = memory.nanoTime();
      var loop = memory.loops().get(1);
      loop.execute(() -> {
        LoopTimer[] timer = new LoopTimer[1];
        timer[0] =
            loop.newTimer(() -> {
              fired.add((loop.nanoTime() - start) / 1_000_000_000);
              timer[0].arm(Duration.ofSeconds(10).toNanos());
            });
        timer[0].arm(Duration.ofSeconds(10).toNanos());
      });
      memory.advance(Duration.ofSeconds(35));
      assertThat(fired).containsExactly(10L, 20L, 30L);
    }
  }

  @Test
  void aClientThatDoesNotReadHoldsAWindowOnly() throws IOException {
    try (InMemoryTransport memory = InMemoryTransport.manual()) {
      MemoryClient client = connect(memory, Link.perfect());
      client.stopReading();
      client.write("x".repeat(200_000));
      memory.run();
      assertThat(client.receivedCount()).isEqualTo(64 << 10);
      client.startReading();
      client.awaitReceived(200_000);
    }
  }

  @Test
  void closingCutsWhatIsOpen() throws IOException {
    InMemoryTransport memory = InMemoryTransport.threaded();
    MemoryClient client = connect(memory, Link.perfect());
    client.write("a");
    client.read(1);
    memory.close();
    assertThat(client.isReset()).isTrue();
    assertThat(ends).containsExactly(CloseCause.Kind.SHUTDOWN);
    assertThatThrownBy(() -> memory.loops().getFirst().execute(() -> {}))
        .isInstanceOf(java.util.concurrent.RejectedExecutionException.class);
  }

  @Test
  void connectingWhereNothingIsBoundIsRefused() {
    try (InMemoryTransport memory = InMemoryTransport.manual()) {
      assertThatThrownBy(() -> memory.connect(new InetSocketAddress("127.0.0.1", 1)))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("127.0.0.1:1");
    }
  }

  @Test
  void datagramsComeAndGo() throws IOException {
    try (InMemoryTransport memory = InMemoryTransport.manual()) {
      memory.start();
      var holder = new dev.weir.spi.transport.DatagramBinding[1];
      holder[0] =
          memory.bindDatagrams(
              Listen.port(0),
              (payload, sender) ->
                  assertThat(holder[0].send(payload.readBytes(payload.remaining()), sender))
                      .isTrue());
      MemoryDatagramClient client = memory.openDatagrams();
      client.send(new byte[] {1, 2}, holder[0].address());
      assertThat(client.receive().payload()).isEqualTo(Bytes.copyOf(new byte[] {1, 2}));

      memory.blockDatagrams(true);
      int taken = 0;
      while (holder[0].send(Bytes.utf8("x"), client.address())) {
        taken++;
      }
      assertThat(client.received()).isEmpty();
      memory.blockDatagrams(false);
      assertThat(client.received()).hasSize(taken);
    }
  }

  private MemoryClient connect(InMemoryTransport memory, Link link) throws IOException {
    memory.start();
    var binding = memory.listen(Listen.address("127.0.0.1", 0), new Echo());
    return memory.connect(binding.address(), link);
  }

  private final class Echo implements ConnectionAcceptor, ConnectionHandler {
    @Override
    public boolean tryAcquirePermit() {
      return true;
    }

    @Override
    public void releasePermit() {}

    @Override
    public ConnectionHandler accepted(TransportConnection connection) {
      return this;
    }

    @Override
    public StreamHandler streamOpened(ByteStream stream) {
      return new StreamHandler() {
        @Override
        public int input(LentBytes input) {
          reads.add(input.remaining());
          stream.output().write(input);
          return 0;
        }

        @Override
        public void inputEnded(LentBytes rest) {
          stream.close();
        }

        @Override
        public void closed(CloseCause cause) {}
      };
    }

    @Override
    public void closed(CloseCause cause) {
      ends.add(cause.kind());
    }
  }
}
