package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.http.Headers;
import dev.weir.http.HttpHandler;
import dev.weir.http.Response;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Interim answers from handlers (RFC 8297). */
class EarlyHintsTest {
  private static final Headers STYLE = Headers.of("Link", "</style.css>; rel=preload; as=style");
  private static final String HINT =
      "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload; as=style\r\n\r\n";

  private static HttpFixture serve(HttpHandler handler) {
    return HttpFixture.of(routes -> routes.get("/x", handler));
  }

  private static String get(String version) {
    return "GET /x HTTP/" + version + "\r\nHost: a\r\nConnection: close\r\n\r\n";
  }

  @Test
  void hintsLeaveBeforeTheAnswerIsKnown() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    try (var http =
        serve(r -> {
          r.earlyHints(STYLE);
          goOn.await();
          return Response.text("Hello");
        })) {
      var client = http.connect().send(get("1.1"));
      assertThat(client.awaitEnd("\r\n\r\n")).isEqualTo(HINT);
      goOn.countDown();
      assertThat(client.awaitClose()).startsWith(HINT + "HTTP/1.1 200 OK\r\n").endsWith("Hello");
    }
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void hintsComeInOrderOnAnyThread(Dispatch dispatch) throws Exception {
    try (var http =
        HttpFixture.of(routes ->
            routes
                .dispatch(dispatch)
                .get(
                    "/x",
                    r -> {
                      r.earlyHints(Headers.of("Link", "<a>"));
                      r.earlyHints(Headers.of("Link", "<b>"));
                      return Response.text("Hello");
                    }))) {
      assertThat(http.connect().send(get("1.1")).awaitClose())
          .startsWith(
              "HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n"
                  + "HTTP/1.1 103 Early Hints\r\nLink: <b>\r\n\r\nHTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void pipelinedAnswersKeepTheirHints() throws Exception {
    try (var http =
        serve(r -> {
          r.earlyHints(STYLE);
          return Response.text("Hello");
        })) {
      String two = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n" + get("1.1");
      assertThat(http.connect().send(two).awaitClose())
          .matches(
              "(?s)\\QHTTP/1.1 103\\E.*\\QHTTP/1.1 200\\E.*Hello\\QHTTP/1.1 103\\E.*"
                  + "\\QHTTP/1.1 200\\E.*Hello");
    }
  }

  @Test
  void anOldClientGetsTheAnswerAlone() throws Exception {
    try (var http =
        serve(r -> {
          r.earlyHints(STYLE);
          return Response.text("Hello");
        })) {
      assertThat(http.connect().send(get("1.0")).awaitClose()).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void theNinthHintIsPassedOver() throws Exception {
    try (var http =
        serve(r -> {
          for (int i = 0; i < 20; i++) {
            r.earlyHints(STYLE);
          }
          return Response.text("Hello");
        })) {
      assertThat(http.connect().send(get("1.1")).awaitClose())
          .startsWith(HINT.repeat(8) + "HTTP/1.1 200 OK\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length", "transfer-encoding", "Connection", "Trailer"})
  void whatDescribesABodyIsAnErrorOfTheHandler(String name) throws Exception {
    try (var http =
        serve(r -> {
          r.earlyHints(Headers.of(name, "5"));
          return Response.text("Hello");
        })) {
      assertThat(http.connect().send(get("1.1")).awaitClose()).startsWith("HTTP/1.1 500 ");
    }
  }

  @Test
  void aFailureAfterAHintIsAnswered() throws Exception {
    try (var http =
        serve(r -> {
          r.earlyHints(STYLE);
          throw new IllegalStateException("broken");
        })) {
      assertThat(http.connect().send(get("1.1")).awaitClose()).startsWith(HINT + "HTTP/1.1 500 ");
    }
  }

  @Test
  void aHintAfterTheTimeWasOverIsPassedOver() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    CountDownLatch hinted = new CountDownLatch(1);
    Limits limits = Limits.defaults().with(Limits.HANDLER_TIMEOUT, Duration.ofSeconds(1));
    try (var http =
        HttpFixture.of(
            limits,
            routes ->
                routes.get(
                    "/x",
                    r -> {
                      try {
                        over.await();
                      } catch (InterruptedException e) {
                        r.earlyHints(STYLE);
                        hinted.countDown();
                      }
                      return Response.text("Hello");
                    }))) {
      var client = http.connect().send(get("1.1"));
      http.advance(Duration.ofSeconds(2));
      String answer = client.awaitClose();
      hinted.await();
      assertThat(answer).startsWith("HTTP/1.1 503 ");
      assertThat(client.got()).isEqualTo(answer);
    }
  }
}
