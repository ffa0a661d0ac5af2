package dev.weir.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.MediaType;
import dev.weir.core.fake.FakeSetup;
import dev.weir.core.fake.FakeWork;
import dev.weir.http.ClientGoneException;
import dev.weir.http.Response;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Clients that leave before they are answered. The time is turned by hand. */
class LeavingClientsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  @Test
  void aHandlerIsInterruptedWhenItsClientVanishes() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CompletableFuture<Throwable> seen = new CompletableFuture<>();
    FakeWork work = new FakeWork(10);
    try (var http =
        new HttpFixture(
            FakeSetup.standard().with(work),
            routes ->
                routes.get(
                    "/",
                    r -> {
                      r.onEnd(outcome -> seen.complete(outcome.failure()));
                      started.countDown();
                      new CountDownLatch(1).await();
                      return Response.ok();
                    }))) {
      var client = http.connect().send(GET);
      started.await();
      client.stream().resetByPeer();
      assertThat(seen.get(30, TimeUnit.SECONDS)).isInstanceOf(ClientGoneException.class);
    }
  }

  @Test
  void aFinDuringTheRequestIsWaitedOutBeforeTheHandlerIsInterrupted() throws Exception {
    CountDownLatch started = new CountDownLatch(2);
    CompletableFuture<String> ended = new CompletableFuture<>();
    CountDownLatch go = new CountDownLatch(1);
    try (var http =
        HttpFixture.of(routes ->
            routes
                .get(
                    "/quick",
                    r -> {
                      started.countDown();
                      go.await();
                      return Response.text("answered");
                    })
                .get(
                    "/slow",
                    r -> {
                      started.countDown();
                      try {
                        new CountDownLatch(1).await();
                      } catch (InterruptedException e) {
                        ended.complete("interrupted");
                      }
                      return Response.ok();
                    }))) {
      var quick = http.connect().send(GET.replace("/ ", "/quick "));
      var slow = http.connect().send(GET.replace("/ ", "/slow "));
      started.await();
      quick.stream().finish();
      slow.stream().finish();
      http.advance(Duration.ofMillis(500));
      go.countDown();
      assertThat(RawResponse.one(quick.awaitClose()).body()).isEqualTo("answered");
      assertThat(ended).isNotDone();
      http.advance(SECOND);
      assertThat(ended.get(30, TimeUnit.SECONDS)).isEqualTo("interrupted");
    }
  }

  @Test
  void aWriterIsToldThatTheClientHasGone() throws Exception {
    CompletableFuture<Throwable> seen = new CompletableFuture<>();
    try (var http =
        HttpFixture.of(routes ->
            routes.get(
                "/",
                r ->
                    Response.stream(
                        MediaType.OCTET_STREAM,
                        sink -> {
                          try {
                            while (true) {
                              sink.write(Bytes.copyOf(new byte[10_000]));
                            }
                          } catch (Exception e) {
                            seen.complete(e);
                            throw e;
                          }
                        })))) {
      var client = http.connect();
      client.stream().takeOnly(200_000);
      client.send(GET);
      client.stream().awaitTaken(200_000);
      client.stream().resetByPeer();
      assertThat(seen.get(30, TimeUnit.SECONDS)).isInstanceOf(ClientGoneException.class);
    }
  }

  @Test
  void theTimeOfAClientThatEndedItsSideIsntPutOffByALookThatIsDueBefore() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    try (var http =
        HttpFixture.of(routes ->
            routes.get(
                "/",
                r -> {
                  started.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                  }
                  return Response.ok();
                }))) {
      var client = http.connect().send(GET);
      assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
      http.advance(Duration.ofMillis(9_500)); // the time for the first head ends at 10 seconds
      client.stream().finish();
      http.advance(SECOND.multipliedBy(2));
      assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
