package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.http1.HttpFixture.Client;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Whatever comes in front of a request and behind it on the connection, and however all of it is
 * cut, its answer is the one that it gets alone: until one ends the connection, and then none.
 */
class RequestSequencesTest {
  private static final int MAX_REQUESTS = 6;

  /** What a request gets on a connection of its own, and whether that ends it. */
  private record Alone(String answer, boolean ends) {}

  @Property(tries = 2_000, shrinking = ShrinkingMode.OFF)
  void answersOnTheLoopAreThoseOfEachAlone(@ForAll long seed) throws Exception {
    try (var http = HttpFixture.onLoop(SplitRequestsTest::routes)) {
      check(http, new Random(seed));
    }
  }

  @Property(tries = 500, shrinking = ShrinkingMode.OFF)
  void answersOfVirtualThreadsAreThoseOfEachAlone(@ForAll long seed) throws Exception {
    try (var http = HttpFixture.of(SplitRequestsTest::routes)) {
      check(http, new Random(seed));
    }
  }

  private static void check(HttpFixture http, Random random) throws Exception {
    Map<String, Alone> known = new HashMap<>();
    StringBuilder sent = new StringBuilder();
    StringBuilder expected = new StringBuilder();
    boolean ended = false;
    for (String request : sequence(random)) {
      sent.append(request);
      Alone alone = known.get(request);
      if (alone == null) {
        alone = alone(http, request);
        known.put(request, alone);
      }
      expected.append(ended ? "" : alone.answer);
      ended |= alone.ends;
    }
    Client client = http.connect();
    for (int from = 0; from < sent.length(); ) {
      int to = Math.min(sent.length(), from + 1 + random.nextInt(random.nextInt(1, 400)));
      client.send(sent.substring(from, to));
      from = to;
    }
    client.stream().finish();
    assertThat(client.awaitClose()).as(sent.toString()).isEqualTo(expected.toString());
  }

  private static List<String> sequence(Random random) {
    List<String> corpus = SplitRequestsTest.corpus();
    List<String> sequence = new ArrayList<>();
    for (int i = 1 + random.nextInt(MAX_REQUESTS); i > 0; i--) {
      // The first ones are served, so that not every sequence ends with its second request.
      int known = random.nextInt(4) == 0 ? corpus.size() : SplitRequestsTest.SERVED;
      String request = corpus.get(random.nextInt(known));
      sequence.add(random.nextInt(16) == 0 ? mutated(request, random) : request);
    }
    return sequence;
  }

  /** Only its first line: what is behind a body may be another request, or the rest of it. */
  private static String mutated(String request, Random random) {
    int line = request.indexOf("\r\n", 2);
    return GeneratedInputs.mutated(request.substring(0, line), random) + request.substring(line);
  }

  private static Alone alone(HttpFixture http, String request) throws Exception {
    Client client = http.connect().send(request);
    http.door().awaitQuiet();
    boolean ends = client.stream().sawEnd();
    client.stream().finish();
    return new Alone(client.awaitClose(), ends);
  }
}
