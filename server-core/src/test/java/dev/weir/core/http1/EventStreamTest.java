package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.http.EventStream;
import dev.weir.http.HeaderNames;
import dev.weir.http.Response;
import dev.weir.http.ServerEvent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Streams of server-sent events, as a client sees them. */
class EventStreamTest {
  private static final String GET = "GET /events HTTP/1.1\r\nHost: a\r\n";

  /** What the chunks hold. */
  private static String body(String answer) {
    StringBuilder body = new StringBuilder();
    int at = answer.indexOf("\r\n\r\n") + 4;
    while (at < answer.length()) {
      int end = answer.indexOf("\r\n", at);
      int size = Integer.parseInt(answer.substring(at, end), 16);
      body.append(answer, end + 2, end + 2 + size);
      at = end + 4 + size;
    }
    return body.toString();
  }

  @Test
  void eventsAreWrittenFieldByField() throws Exception {
    try (var http =
        HttpFixture.of(routes ->
            routes.get(
                "/events",
                r -> {
                  String last = r.header(HeaderNames.LAST_EVENT_ID);
                  return EventStream.of(events -> {
                    events.send("after " + last);
                    events.send(
                        ServerEvent.of("one\ntwo\r\nthree\r")
                            .withName("lines")
                            .withId("7")
                            .withRetry(Duration.ofSeconds(3)));
                    events.send("");
                  });
                }))) {
      var client = http.connect().send(GET + "Last-Event-ID: 6\r\n\r\n");
      String answer = client.awaitEnd("0\r\n\r\n");
      assertThat(answer)
          .contains("content-type: text/event-stream\r\n", "cache-control: no-store\r\n");
      assertThat(body(answer))
          .isEqualTo(
              "data: after 6\n\n"
                  + "event: lines\nid: 7\nretry: 3000\n"
                  + "data: one\ndata: two\ndata: three\ndata: \n\n"
                  + "data: \n\n");
    }
  }

  @Test
  void theHeadComesBeforeThereIsAnEvent() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (var http =
        HttpFixture.of(
            routes -> routes.get("/events", r -> EventStream.of(events -> goOn.await())))) {
      var client = http.connect().send(GET + "\r\n");
      assertThat(client.awaitEnd("\r\n\r\n")).startsWith("HTTP/1.1 200 OK\r\n");
      goOn.countDown();
      client.awaitEnd("0\r\n\r\n");
    }
  }

  @Test
  void aQuietStreamIsKeptAliveByComments() throws Exception {
    CountDownLatch send = new CountDownLatch(1);
    CountDownLatch sent = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    try (var http =
        HttpFixture.of(routes ->
            routes.get(
                "/events",
                r ->
                    EventStream.of(
                        Duration.ofSeconds(5),
                        events -> {
                          send.await();
                          events.send(ServerEvent.of("x"));
                          sent.countDown(); // behind the comment, so that is over, too
                          end.await();
                        })))) {
      var client = http.connect().send(GET + "\r\n");
      client.awaitEnd("\r\n\r\n");
      http.advance(Duration.ofSeconds(7));
      client.awaitEnd("3\r\n:\n\n\r\n");
      send.countDown();
      assertThat(sent.await(30, TimeUnit.SECONDS)).isTrue();
      http.advance(Duration.ofSeconds(7));
      client.awaitEnd("x\n\n\r\n3\r\n:\n\n\r\n");
      end.countDown();
      assertThat(body(client.awaitEnd("0\r\n\r\n"))).isEqualTo(":\n\ndata: x\n\n:\n\n");
    }
  }

  @Test
  void aClientThatGoesInterruptsTheWriter() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    try (var http =
        HttpFixture.of(routes ->
            routes.get(
                "/events",
                r ->
                    EventStream.of(events -> {
                      waiting.countDown();
                      try {
                        new CountDownLatch(1).await();
                      } catch (InterruptedException e) {
                        interrupted.complete(true);
                        throw e;
                      }
                    })))) {
      var client = http.connect().send(GET + "\r\n");
      waiting.await();
      client.stream().resetByPeer();
      assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aClientThatEndsItsSideInterruptsTheWriterAndSeesTheEnd() throws Exception {
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    try (var http =
        HttpFixture.of(routes ->
            routes.get(
                "/events",
                r ->
                    EventStream.of(events -> {
                      events.send("first");
                      try {
                        new CountDownLatch(1).await();
                      } catch (InterruptedException e) {
                        interrupted.complete(true);
                        throw e;
                      }
                    })))) {
      var client = http.connect().send(GET + "\r\n");
      client.awaitEnd("data: first\n\n\r\n");
      client.stream().finish();
      assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
      assertThat(body(client.awaitClose())).isEqualTo("data: first\n\n");
      assertThat(client.stream().sawReset()).isFalse();
    }
  }

  @RepeatedTest(20) // its end may come before the stream's beginning, or after
  void aClientThatEndsItsSideAtOnceGetsNoEndlessStream() throws Exception {
    try (var http =
        HttpFixture.of(routes ->
            routes.get("/events", r -> EventStream.of(e -> new CountDownLatch(1).await())))) {
      var client = http.connect().send(GET + "\r\n");
      client.stream().finish();
      assertThat(body(client.awaitClose())).isEmpty();
    }
  }

  @Test
  void whoSendsFromElsewhereIsntInterruptedByTheEnd() throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    CompletableFuture<Throwable> late = new CompletableFuture<>();
    CountDownLatch ended = new CountDownLatch(1);
    try (var http =
        HttpFixture.of(routes ->
            routes.get(
                "/events",
                r ->
                    EventStream.of(events -> {
                      Thread.ofVirtual()
                          .start(() -> {
                            try {
                              events.send("from elsewhere");
                              sent.countDown();
                              ended.await();
                              events.send("late");
                            } catch (Throwable e) {
                              late.complete(e);
                            }
                          });
                      sent.await();
                    })))) {
      var client = http.connect().send(GET + "\r\n");
      assertThat(body(client.awaitEnd("0\r\n\r\n"))).isEqualTo("data: from elsewhere\n\n");
      ended.countDown();
      assertThat(late.get(30, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void shutdownEndsTheStreamInOrder() throws Exception {
    try (var http =
        HttpFixture.of(routes ->
            routes.get(
                "/events",
                r ->
                    EventStream.of(events -> {
                      events.send("first");
                      new CountDownLatch(1).await();
                    })))) {
      var waiting = http.connect().send(GET + "\r\n");
      waiting.awaitEnd("data: first\n\n\r\n");
      http.door().drain();
      assertThat(body(waiting.awaitEnd("0\r\n\r\n"))).isEqualTo("data: first\n\n");
      http.advance(Duration.ofSeconds(1)); // a request may have been on its way
      waiting.awaitClose();
      assertThat(waiting.stream().sawReset()).isFalse();
    }
  }

  @Test
  void shutdownEndsAStreamThatBeganBehindAnotherRequest() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (var http =
        HttpFixture.of(routes ->
            routes
                .get(
                    "/first",
                    r -> {
                      go.await();
                      return Response.text("first");
                    })
                .get(
                    "/events",
                    r ->
                        EventStream.of(events -> {
                          events.send("begun");
                          new CountDownLatch(1).await();
                        })))) {
      var client = http.connect().send("GET /first HTTP/1.1\r\nHost: a\r\n\r\n" + GET + "\r\n");
      http.door().drain();
      go.countDown();
      client.awaitEnd("0\r\n\r\n");
    }
  }

  @Test
  void whatWouldEndItsLineIsRefused() {
    for (String text : new String[] {"a\nb", "a\rb", "a\0b"}) {
      assertThatThrownBy(() -> ServerEvent.of("x").withId(text))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> ServerEvent.of("x").withName(text))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
