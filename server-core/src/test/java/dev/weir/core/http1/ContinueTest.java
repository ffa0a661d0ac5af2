package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.MediaType;
import dev.weir.http.Request;
import dev.weir.http.Response;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send their body once they are told to continue (RFC 9110, section 10.1.1). */
class ContinueTest {
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\n";

  private static Response echo(Request request) throws Exception {
    return Response.text(request.body().readText());
  }

  @Test
  void aClientThatSendsItsBodyAtOnceIsntToldToContinue() throws Exception {
    try (var http = HttpFixture.of(routes -> routes.post("/", ContinueTest::echo))) {
      String head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n";
      var client = http.connect().send(head + "Connection: close\r\n\r\nhello");
      assertThat(RawResponse.one(client.awaitClose()).body()).isEqualTo("hello");
    }
  }

  @Test
  void continueIsSentWhenTheBodyIsFirstAskedFor() throws Exception {
    CountDownLatch ask = new CountDownLatch(1);
    try (var http =
        HttpFixture.of(routes ->
            routes.post(
                "/",
                r -> {
                  ask.await();
                  return echo(r);
                }))) {
      var client = http.connect().send(POST + "Expect: 100-Continue\r\nContent-Length: 2\r\n\r\n");
      http.door().loop().run(() -> {});
      assertThat(client.got()).isEmpty();
      ask.countDown();
      assertThat(client.awaitEnd("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      client.send("ok");
      assertThat(client.awaitEnd("ok")).contains("100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Expect: ,100-continue ,",
        "Expect: 100-continue, 100-continue",
        "Expect: 100-continue\r\nExpect:",
        "expect:100-CONTINUE\r\nExpect: 100-continue"
      })
  void anExpectationIsFoundInAnyList(String fields) throws Exception {
    try (var http = HttpFixture.of(routes -> routes.post("/", ContinueTest::echo))) {
      var client = http.connect().send(POST + fields + "\r\nContent-Length: 2\r\n\r\n");
      assertThat(client.awaitEnd("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
    }
  }

  @Test
  void continueIsSentAtOnceForRoutesOfTheLoop() {
    try (var http = HttpFixture.onLoop(routes -> routes.post("/", ContinueTest::echo))) {
      var client = http.connect().send(POST + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      assertThat(client.got()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      assertThat(client.send("ok").got()).endsWith("ok");
    }
  }

  @Test
  void aBodyThatWasAwaitedAndNeverAskedForEndsTheConnection() throws Exception {
    try (var http = HttpFixture.of(routes -> routes.post("/", r -> Response.status(403)))) {
      var client = http.connect().send(POST + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      RawResponse response = RawResponse.one(client.awaitClose());
      assertThat(response.status()).isEqualTo(403);
      assertThat(response.closes()).isTrue();
    }
  }

  @Test
  void continueIsntSentIntoAnAnswerThatHasBegun() throws Exception {
    try (var http =
        HttpFixture.of(routes ->
            routes.post(
                "/",
                r ->
                    Response.stream(
                        MediaType.TEXT,
                        out -> {
                          out.write(Bytes.utf8("first"));
                          out.flush();
                          out.write(r.body().readAll());
                        })))) {
      var client = http.connect().send(POST + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      client.awaitEnd("first\r\n");
      String answer = client.send("ok").awaitEnd("0\r\n\r\n");
      assertThat(answer).startsWith("HTTP/1.1 200").endsWith("first\r\n2\r\nok\r\n0\r\n\r\n");
    }
  }

  @Test
  void continueIsntSentToWhoDoesntWaitOrTo10() throws Exception {
    try (var http = HttpFixture.onLoop(routes -> routes.post("/", ContinueTest::echo))) {
      var client = http.connect();
      client.send("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
      assertThat(client.got()).isEmpty();
      assertThat(client.send("ok").awaitClose()).startsWith("HTTP/1.1 200 OK");
    }
  }
}
