package dev.weir.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.spi.transport.ByteStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Input that the system tells of once is read nevertheless, whatever comes with it: pauses, bytes
 * out of band, output that doesn't leave, a turn that ends.
 */
@ParameterizedClass
@MethodSource("dev.weir.transport.netty.Here#available")
@Timeout(120)
class ReadinessTest {
  private static final int CONNECTIONS = 12;
  private static final int STEPS = 40;

  /** Around what a read takes, and several of them. */
  private static final int[] SIZES = {
    1, 100, LoopBuffers.BYTES - 1, LoopBuffers.BYTES, 3 * LoopBuffers.BYTES, 10 * LoopBuffers.BYTES
  };

  private static final byte PLAIN = 'p';
  private static final byte URGENT = '!'; // may come with the rest, if another follows it

  @Parameter NativeTransport sockets;

  /** Pauses by itself at times. */
  private static final class Pausing extends Recorder {
    private final RandomGenerator random;

    Pausing(ByteStream stream, long seed) {
      super(stream);
      this.random = new Random(seed);
    }

    @Override
    public int input(LentBytes input) {
      super.input(input);
      if (random.nextInt(6) == 0) {
        stream.pauseReading();
        stream.loop().execute(stream::resumeReading);
      }
      return 0;
    }

    int plain() {
      return (int) text().chars().filter(c -> c == PLAIN).count();
    }
  }

  /** A client of blocking sockets, whose sending may have to wait for the server to read. */
  private static final class Client implements AutoCloseable {
    private final Socket socket;
    private final ExecutorService sender = Executors.newSingleThreadExecutor();
    private CompletableFuture<Void> sending = CompletableFuture.completedFuture(null);
    int plain;

    Client(Socket socket) {
      this.socket = socket;
    }

    void send(int count) {
      byte[] bytes = new byte[count];
      Arrays.fill(bytes, PLAIN);
      plain += count;
      then(() -> socket.getOutputStream().write(bytes));
    }

    void sendUrgent() {
      then(() -> socket.sendUrgentData(URGENT));
    }

    void finish() {
      then(socket::shutdownOutput);
    }

    private interface Sending {
      void send() throws IOException;
    }

    private void then(Sending next) {
      sending =
          sending.thenRunAsync(
              () -> {
                try {
                  next.send();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              sender);
    }

    void awaitSent() throws Exception {
      sending.get(30, TimeUnit.SECONDS);
    }

    void read(int count) throws IOException {
      InputStream input = socket.getInputStream();
      assertThat(input.readNBytes(count)).hasSize(count);
    }

    @Override
    public void close() throws IOException {
      socket.close();
      sender.close();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void allThatWasSentComes(long seed) throws Exception {
    BlockingQueue<Pausing> opened = new LinkedBlockingQueue<>();
    try (TestServer server =
        new TestServer(
            sockets,
            Limits.defaults(),
            CONNECTIONS,
            stream -> {
              Pausing made = new Pausing(stream, seed);
              opened.add(made);
              return made;
            })) {
      server.listen(Listen.address("127.0.0.1", 0).withBuffers(16 << 10, 512 << 10));
      for (int i = 0; i < CONNECTIONS; i++) {
        try (Client client = new Client(server.connect())) {
          Pausing served = opened.poll(30, TimeUnit.SECONDS);
          walk(new Random(seed * 1_000 + i), client, served);
        }
      }
    }
  }

  /** Where a read ends although there is more. */
  @Test
  void whatFollowsUrgentDataIsRead() throws Exception {
    CompletableFuture<Recorder> opened = new CompletableFuture<>();
    try (TestServer server = TestServer.start(sockets, stream -> Recorder.opened(stream, opened));
        Client client = new Client(server.connect())) {
      Recorder served = opened.get(30, TimeUnit.SECONDS);
      client.send(1);
      served.awaitCount(1);
      CountDownLatch sent = new CountDownLatch(1);
      served.stream.loop().execute(() -> awaitLatch(sent));
      client.send(2);
      client.sendUrgent();
      client.send(3);
      client.awaitSent();
      sent.countDown();
      served.awaitCount(6);
      assertThat(served.text()).isEqualTo("pppppp");
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void walk(RandomGenerator random, Client client, Pausing served) throws Exception {
    int unread = 0;
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(8)) {
        case 0, 1 -> client.send(SIZES[random.nextInt(SIZES.length)]);
        case 2 -> client.sendUrgent();
        case 3 -> served.onLoop(served.stream::pauseReading);
        case 4 -> served.onLoop(served.stream::resumeReading);
        case 5 -> awaitAll(client, served);
        case 6 -> {
          byte[] output = new byte[SIZES[random.nextInt(SIZES.length)]];
          served.onLoop(() -> served.stream.output().write(output, 0, output.length));
          unread += output.length;
        }
        default -> {
          client.read(unread);
          unread = 0;
        }
      }
    }
    client.finish();
    served.onLoop(served.stream::resumeReading);
    served.awaitEnded();
    assertThat(served.plain()).isEqualTo(client.plain);
    client.read(unread);
    served.onLoop(served.stream::close);
    served.closed.get(30, TimeUnit.SECONDS);
  }

  private static void awaitAll(Client client, Pausing served) throws Exception {
    served.onLoop(served.stream::resumeReading);
    client.awaitSent();
    served.awaitCount(client.plain);
  }
}
