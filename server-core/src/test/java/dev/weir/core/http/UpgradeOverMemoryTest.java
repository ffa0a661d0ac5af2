package dev.weir.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.LentBytes;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.http.Headers;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.spi.protocol.ProtocolContext;
import dev.weir.spi.protocol.ProtocolHandler;
import dev.weir.spi.protocol.ProtocolSetup;
import dev.weir.spi.protocol.UpgradeProtocol;
import dev.weir.spi.transport.CloseCause;
import dev.weir.testkit.memory.InMemoryTransport;
import dev.weir.testkit.memory.MemoryClient;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What the server around a connection makes of an upgrade. */
class UpgradeOverMemoryTest {
  private static final String ASKS =
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: relay\r\n\r\n";

  private final InMemoryTransport memory = InMemoryTransport.threaded();
  private final CountDownLatch answering = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  /** Says its number for each byte; at a '>' the next one takes over. */
  private record Relay(ProtocolContext context, int number) implements ProtocolHandler {
    @Override
    public int input(LentBytes input) {
      while (input.remaining() > 0) {
        if (input.readByte() == '>') {
          context.handOver(next -> new Relay(next, number + 1));
          return 0; // what is left is the next one's
        }
        write(number + ",");
      }
      return 0;
    }

    @Override
    public void drain() {
      write("drained " + number);
      context.stream().close();
    }

    private void write(String text) {
      context.stream().output().write(Bytes.utf8(text));
    }

    @Override
    public void inputEnded(LentBytes rest) {}

    @Override
    public void closed(CloseCause cause) {}
  }

  /** Opens a relay, or fails to. */
  private record Relays(boolean works) implements UpgradeProtocol {
    @Override
    public String token() {
      return "relay";
    }

    @Override
    public Accepted accept(Request request, ProtocolSetup route) {
      return new Accepted(
          Headers.empty(),
          context -> {
            if (!works) {
              throw new IllegalStateException("the test's own");
            }
            return new Relay(context, 0);
          });
    }
  }

  private Server start(boolean works) {
    return Server.builder()
        .transport(memory.provider())
        .shutdownOnSignal(false)
        .http(
            Listen.port(0),
            http ->
                http.get(
                    "/",
                    request -> {
                      answering.countDown();
                      goOn.await();
                      return Response.upgrade(new Relays(works));
                    }))
        .start();
  }

  @Test
  void protocolsMayHandTheStreamOnAndTheLastIsToldOfTheShutdown() throws Exception {
    goOn.countDown();
    try (Server server = start(true);
        MemoryClient client = memory.connect(server.doors().getFirst().address())) {
      client.write(ASKS + "aa>b>>c");
      client.readUntil("\r\n\r\n");
      assertThat(client.readUntil("3,")).isEqualTo("0,0,1,3,");
      Thread stopping = Thread.ofVirtual().start(server::shutdown);
      assertThat(new String(client.readToEnd(), StandardCharsets.US_ASCII)).isEqualTo("drained 3");
      client.close(); // or its lingering would hold the end: time stands still here
      stopping.join();
    }
    assertThat(memory.failures()).isEmpty();
  }

  @Test
  void anUpgradeThatIsAnsweredDuringTheShutdownIsToldOfItAtOnce() throws Exception {
    try (Server server = start(true);
        MemoryClient client = memory.connect(server.doors().getFirst().address())) {
      client.write(ASKS);
      answering.await();
      Thread stopping = Thread.ofVirtual().start(server::shutdown);
      while (server.isReady()) {
        Thread.onSpinWait();
      }
      memory.run();
      goOn.countDown();
      assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 101 ");
      assertThat(new String(client.readToEnd(), StandardCharsets.US_ASCII)).isEqualTo("drained 0");
      client.close();
      stopping.join();
    }
  }

  @Test
  void aProtocolThatCantBeOpenedEndsTheConnectionAndNothingElse() throws Exception {
    goOn.countDown();
    try (Server server = start(false)) {
      for (int i = 0; i < 2; i++) {
        try (MemoryClient client = memory.connect(server.doors().getFirst().address())) {
          client.write(ASKS);
          client.awaitEnd();
          assertThat(client.isReset()).isTrue();
        }
      }
    }
    assertThat(memory.failures()).isEmpty();
  }
}
