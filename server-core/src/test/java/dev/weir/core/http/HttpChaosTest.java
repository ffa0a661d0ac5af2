package dev.weir.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.ShutdownReport;
import dev.weir.core.http.Corpus.Conversation;
import dev.weir.http.HttpHandler;
import dev.weir.middleware.Middleware;
import dev.weir.testkit.http.RawResponse;
import dev.weir.testkit.memory.InMemoryTransport;
import dev.weir.testkit.memory.Link;
import dev.weir.testkit.memory.Link.Direction;
import dev.weir.testkit.memory.MemoryClient;
import dev.weir.testkit.memory.MemoryOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients over links that split, delay, stall and break: nothing hangs, leaks or answers twice. */
class HttpChaosTest {
  private static final int CLIENTS = 200;
  private static final int MOST_STEPS = 20_000; // of 50 ms: less than a day

  // Expect is left out: its interim answer depends on when the body comes.
  private static final List<Conversation> CONVERSATIONS =
      Corpus.good().stream().filter(talk -> !talk.name().equals("Expect")).toList();

  private final AtomicInteger running = new AtomicInteger();
  private final Map<String, String> whole = new HashMap<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void splitAndLateBytesChangeNoAnswer(long seed) throws IOException {
    InMemoryTransport memory = MemoryOptions.threaded().withLoops(2).open();
    try (Server server = serve(memory, Dispatch.VIRTUAL_THREAD, Duration.ofDays(1))) {
      SocketAddress address = server.doors().getFirst().address();
      learnWholeAnswers(memory, address);
      List<Talk> talks = open(memory, address, new Random(seed), false);
      for (Talk talk : talks) {
        // Time may fly while a handler is at work, so how far it goes doesn't matter here.
        for (int i = 0; i < MOST_STEPS && !talk.client.isEnded(); i++) {
          memory.advance(Duration.ofMillis(50));
        }
        talk.client.awaitEnd();
        assertThat(talk.received()).as(talk.toString()).isEqualTo(whole.get(talk.name()));
        talk.client.close();
      }
      assertNothingIsLeft(server.shutdown());
    }
    assertThat(memory.openConnections()).isZero();
    assertThat(memory.failures()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1, EVENT_LOOP",
    "2, EVENT_LOOP",
    "3, EVENT_LOOP",
    "1, VIRTUAL_THREAD",
    "2, VIRTUAL_THREAD",
    "3, VIRTUAL_THREAD",
    "4, CPU_POOL"
  })
  void stallsAndBreaksHangAndLeakNothingAndAnswerNothingTwice(long seed, Dispatch dispatch)
      throws IOException {
    List<String> first = runByHand(seed, dispatch);
    assertThat(runByHand(seed, dispatch)).as("the same seed again").isEqualTo(first);
  }

  /** What the network has seen, but for answers that hold the number of an error: it is random. */
  private List<String> runByHand(long seed, Dispatch dispatch) throws IOException {
    InMemoryTransport memory =
        MemoryOptions.manual().withLoops(2).withSeed(seed).withTrace().open();
    try (memory) {
      Server server = serve(memory, dispatch, Duration.ofSeconds(20));
      SocketAddress address = server.doors().getFirst().address();
      learnWholeAnswers(memory, address);
      int learned = memory.trace().size();
      List<Talk> talks = open(memory, address, new Random(seed), true);
      memory.run();
      for (int i = 0; memory.openConnections() > 0 && i < 120; i++) {
        memory.advance(Duration.ofSeconds(1));
        closeThoseThatEnded(talks);
      }
      assertThat(memory.openConnections()).as("connections that hang").isZero();
      for (Talk talk : talks) {
        assertAnswersOf(talk);
      }
      List<String> trace = memory.trace().subList(learned, memory.trace().size());
      Set<String> random =
          talks.stream()
              .filter(talk -> talk.name().equals("a failing handler"))
              .map(talk -> " " + talk.client.localAddress() + " <")
              .collect(Collectors.toSet());
      assertNothingIsLeft(memory.shutDown(server));
      assertThat(memory.failures()).isEmpty();
      return trace.stream().filter(line -> random.stream().noneMatch(line::contains)).toList();
    }
  }

  private void assertNothingIsLeft(ShutdownReport report) {
    assertThat(report.cut()).isZero();
    assertThat(running.get()).as("handlers that still run").isZero();
  }

  private static void closeThoseThatEnded(List<Talk> talks) {
    for (Talk talk : talks) {
      if (talk.client.isEnded()) {
        talk.client.close();
      }
    }
  }

  /** A part of the right answers, whole ones if no fault hit, or in place of one a 408. */
  private void assertAnswersOf(Talk talk) throws IOException {
    String right = whole.get(talk.name());
    String received = talk.received();
    if (right.startsWith(received)) {
      assertThat(talk.faulty || received.equals(right)).as(talk.toString()).isTrue();
      return;
    }
    assertThat(talk.faulty).as("%s got: %s", talk, received).isTrue();
    int timeout = received.indexOf("HTTP/1.1 408 ");
    assertThat(timeout).as("%s got: %s", talk, received).isNotNegative();
    assertThat(right).as(talk.toString()).startsWith(received.substring(0, timeout));
    var last =
        new ByteArrayInputStream(received.substring(timeout).getBytes(StandardCharsets.ISO_8859_1));
    assertThat(RawResponse.read(last, false).status()).isEqualTo(408);
    assertThat(last.available()).as("bytes after a 408").isZero();
  }

  private Server serve(InMemoryTransport memory, Dispatch dispatch, Duration patience) {
    Limits limits =
        Limits.defaults()
            .with(Limits.HANDLER_TIMEOUT, Duration.ofDays(1))
            .with(Limits.HEADER_TIMEOUT, patience)
            .with(Limits.PROGRESS_TIMEOUT, patience)
            .with(Limits.IDLE_TIMEOUT, patience);
    return Server.builder()
        .transport(memory.provider())
        .limits(limits)
        .shutdownOnSignal(false)
        .middleware(new Counting())
        .http(Listen.port(0), http -> Corpus.routes(http, dispatch))
        .start();
  }

  private final class Counting implements Middleware {
    @Override
    public HttpHandler http(HttpHandler next) {
      return request -> {
        running.incrementAndGet();
        try {
          return next.handle(request);
        } finally {
          running.decrementAndGet();
        }
      };
    }

    @Override
    public boolean mayBlock() {
      return false;
    }
  }

  private void learnWholeAnswers(InMemoryTransport memory, SocketAddress address)
      throws IOException {
    for (Conversation conversation : CONVERSATIONS) {
      try (MemoryClient client = memory.connect(address)) {
        client.write(conversation.bytes());
        whole.put(conversation.name(), text(client.readToEnd()));
      }
    }
    memory.run();
  }

  private static List<Talk> open(
      InMemoryTransport memory, SocketAddress address, Random random, boolean faults)
      throws IOException {
    List<Talk> talks = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Conversation conversation = CONVERSATIONS.get(random.nextInt(CONVERSATIONS.size()));
      Link link = Link.chaos(random.nextLong());
      String fault = "no fault";
      if (faults) {
        Direction direction = random.nextBoolean() ? Direction.TO_SERVER : Direction.TO_CLIENT;
        int offset = random.nextInt(conversation.sent().length());
        switch (random.nextInt(4)) {
          case 0 -> {
            link = link.and(Link.stallAt(direction, offset));
            fault = "stalls at byte " + offset + " " + direction;
          }
          case 1 -> {
            link = link.and(Link.breakAt(direction, offset));
            fault = "breaks at byte " + offset + " " + direction;
          }
          default -> {}
        }
      }
      MemoryClient client = memory.connect(address, link);
      client.write(conversation.bytes());
      talks.add(new Talk(conversation, client, fault, !fault.equals("no fault")));
    }
    return talks;
  }

  private record Talk(
      Conversation conversation, MemoryClient client, String fault, boolean faulty) {
    String name() {
      return conversation.name();
    }

    String received() {
      return text(client.received());
    }

    @Override
    public String toString() {
      return conversation + ", whose link has " + fault;
    }
  }

  private static String text(byte[] received) {
    return Corpus.comparable(new String(received, StandardCharsets.ISO_8859_1));
  }
}
