package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.MediaType;
import dev.weir.core.fake.FakeSetup;
import dev.weir.core.fake.FakeWork;
import dev.weir.core.http1.HttpFixture.Client;
import dev.weir.http.ExchangeOutcome;
import dev.weir.http.Headers;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Request;
import dev.weir.http.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What served one request on a virtual thread serves the next: nothing of the one is seen by the
 * other, whatever user code keeps.
 */
class ReusedTurnsTest {
  private static final int REQUESTS = 200;
  private static final Headers HINT = Headers.of("Link", "</style.css>; rel=preload");

  private final FakeWork work = new FakeWork(10);

  private HttpFixture serve(Consumer<HttpRoutes> routes) {
    return new HttpFixture(FakeSetup.standard().with(work), routes);
  }

  private static String get(int number) {
    return "GET /x/%d HTTP/1.1\r\nHost: a\r\nNumber: %d\r\n\r\n".formatted(number, number);
  }

  private static int number(Request request) {
    return Integer.parseInt(request.pathParameter("number"));
  }

  private static Response answer(Request request) {
    return Response.text("[" + number(request) + "]").withStatus(200 + number(request) % 2);
  }

  /** One after the other, in turn on two connections. */
  private String askAll(HttpFixture http) throws InterruptedException {
    Client[] clients = {http.connect(), http.connect()};
    for (int i = 0; i < REQUESTS; i++) {
      clients[i % 2].send(get(i)).awaitEnd("[" + i + "]");
      work.awaitQuiet(); // so that what served it is there for the next
    }
    return clients[0].got() + clients[1].got();
  }

  @Test
  void keptRequestsStayWhatTheyWere() throws Exception {
    List<Request> kept = new CopyOnWriteArrayList<>();
    try (var http =
        serve(routes ->
            routes.get(
                "/x/{number}",
                request -> {
                  kept.add(request);
                  return answer(request);
                }))) {
      askAll(http);
      assertThat(kept).hasSize(REQUESTS);
      for (int i = 0; i < REQUESTS; i++) {
        Request request = kept.get(i);
        assertThat(request.target()).isEqualTo("/x/" + i);
        assertThat(number(request)).isEqualTo(i);
        assertThat(request.headers().first("Number")).isEqualTo(String.valueOf(i));
        List<ExchangeOutcome> outcomes = new ArrayList<>();
        request.onEnd(outcomes::add);
        assertThat(outcomes).extracting(ExchangeOutcome::status).containsExactly(200 + i % 2);
      }
    }
  }

  @Test
  void aKeptRequestSendsNothingToAnothersClient() throws Exception {
    List<Request> kept = new CopyOnWriteArrayList<>();
    try (var http =
        serve(routes ->
            routes.get(
                "/x/{number}",
                request -> {
                  kept.forEach(each -> each.earlyHints(HINT));
                  kept.add(request);
                  return answer(request);
                }))) {
      assertThat(askAll(http)).doesNotContain(" 103 ");
    }
  }

  @Test
  void eachHasAllOfItsHints() throws Exception {
    try (var http =
        serve(routes ->
            routes.get(
                "/x/{number}",
                request -> {
                  for (int i = 0; i < 8; i++) {
                    request.earlyHints(HINT);
                  }
                  return answer(request);
                }))) {
      assertThat(askAll(http).split(" 103 ", -1)).hasSize(8 * REQUESTS + 1);
    }
  }

  @Test
  void everyListenerIsToldOfItsOwnEnd() throws Exception {
    List<String> ends = new CopyOnWriteArrayList<>();
    try (var http =
        serve(routes ->
            routes.get(
                "/x/{number}",
                request -> {
                  request.onEnd(outcome -> ends.add(request.target() + " " + outcome.status()));
                  return answer(request);
                }))) {
      askAll(http);
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        expected.add("/x/" + i + " " + (200 + i % 2));
      }
      assertThat(ends).containsExactlyElementsOf(expected);
    }
  }

  /** What fails, streams, or ends its connection comes between what doesn't. */
  @Test
  void allKindsOfAnswersFollowEachOther() throws Exception {
    try (var http =
        serve(routes ->
            routes
                .get("/x/{number}", ReusedTurnsTest::answer)
                .get(
                    "/fails",
                    request -> {
                      throw new IllegalStateException("on purpose");
                    })
                .get(
                    "/streams",
                    request ->
                        Response.stream(
                            MediaType.TEXT, out -> out.write(Bytes.utf8("streamed")))))) {
      Client lasting = http.connect();
      for (int i = 0; i < REQUESTS; i++) {
        lasting.send(get(i)).awaitEnd("[" + i + "]");
        String path = i % 3 == 0 ? "/fails" : i % 3 == 1 ? "/streams" : "/none";
        String answer =
            http.connect()
                .send("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                .awaitClose();
        assertThat(answer)
            .startsWith("HTTP/1.1 " + (i % 3 == 0 ? "500 " : i % 3 == 1 ? "200 " : "404 "))
            .contains(i % 3 == 1 ? "streamed" : "problem+json");
        assertThat(lasting.stream().sawEnd()).isFalse();
      }
    }
  }
}
