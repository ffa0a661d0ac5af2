package dev.weir.testkit.middleware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.weir.Bytes;
import dev.weir.Slot;
import dev.weir.http.ExchangeOutcome;
import dev.weir.http.HttpHandler;
import dev.weir.http.Response;
import dev.weir.middleware.Level;
import dev.weir.middleware.Middleware;
import dev.weir.tcp.FrameHandler;
import dev.weir.udp.Datagram;
import dev.weir.udp.DatagramHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * What must hold for every middleware, on each of its levels. Extend it, and give a middleware that
 * lets pass what the suite sends: some ten thousand messages of one client.
 *
 * <p>That a middleware which says that it doesn't block really doesn't is seen as far as the JVM
 * tells: waiting for locks, conditions, threads and times is, reading and writing isn't.
 */
public abstract class MiddlewareCompliance {
  private static final int THREADS = 8;
  private static final int ROUNDS = 200;
  private static final Level<Runnable> UNKNOWN = Level.of("compliance", Runnable.class);

  /** For subclasses. */
  protected MiddlewareCompliance() {}

  /** The middleware; a new one for each test. */
  public abstract Middleware middleware();

  /** A request that it lets through; a new one at each call. By default {@code GET /}. */
  public TestRequest request() {
    return TestRequest.get("/");
  }

  /** A frame that it lets through. */
  public Bytes frame() {
    return Bytes.utf8("frame");
  }

  /** A datagram that it lets through. */
  public Datagram datagram() {
    return new Datagram(Bytes.utf8("datagram"), new TestConnection().remoteAddress());
  }

  /** Whether it turns exceptions of handlers into answers, or into other exceptions. */
  public boolean mapsExceptions() {
    return false;
  }

  /** What runs inside of the middleware, one kind a level. */
  private final class Inner {
    final AtomicInteger calls = new AtomicInteger();
    private final Exception failure;
    private final boolean fails;

    Inner(boolean fails) {
      this.fails = fails;
      this.failure = new IOException("the test's own");
    }

    private void called() throws Exception {
      calls.incrementAndGet();
      if (fails) {
        throw failure;
      }
    }

    HttpHandler http() {
      return request -> {
        called();
        return Response.text("inner");
      };
    }

    FrameHandler frames() {
      return (session, frame) -> {
        assertEquals(frame(), frame);
        called();
      };
    }

    DatagramHandler datagrams() {
      return (datagram, reply) -> {
        assertEquals(datagram().payload(), datagram.payload());
        called();
      };
    }
  }

  @Test
  void itHasAName() {
    assertFalse(middleware().name().isBlank());
  }

  @Test
  void wrappingCallsNoHandler() {
    Inner inner = new Inner(false);
    Middleware middleware = middleware();
    assertNotNull(middleware.http(inner.http()));
    assertNotNull(middleware.frames(inner.frames()));
    assertNotNull(middleware.datagrams(inner.datagrams()));
    assertEquals(0, inner.calls.get());
  }

  @Test
  void oneMiddlewareWrapsAnyNumberOfHandlers() throws Exception {
    Middleware middleware = middleware();
    Inner first = new Inner(false);
    Inner second = new Inner(false);
    HttpHandler one = middleware.http(first.http());
    HttpHandler other = middleware.http(second.http());
    send(one);
    send(other);
    send(other);
    assertEquals(1, first.calls.get());
    assertEquals(2, second.calls.get());
  }

  @Test
  void aRequestIsHandledOnceAndAnswered() throws Exception {
    Inner inner = new Inner(false);
    HttpHandler wrapped = middleware().http(inner.http());
    for (int i = 1; i <= 3; i++) {
      assertEquals(200, send(wrapped).status());
      assertEquals(i, inner.calls.get());
    }
  }

  @Test
  void aFrameIsHandledOnce() throws Exception {
    Inner inner = new Inner(false);
    FrameHandler wrapped = middleware().frames(inner.frames());
    TestSession session = new TestSession();
    for (int i = 1; i <= 3; i++) {
      wrapped.handle(session, frame());
      assertEquals(i, inner.calls.get());
    }
  }

  @Test
  void aDatagramIsHandledOnce() throws Exception {
    Inner inner = new Inner(false);
    DatagramHandler wrapped = middleware().datagrams(inner.datagrams());
    for (int i = 1; i <= 3; i++) {
      wrapped.handle(datagram(), TestReply.INSTANCE);
      assertEquals(i, inner.calls.get());
    }
  }

  @Test
  void aHandlersExceptionPassesThrough() {
    assumeFalse(mapsExceptions(), "it says that it maps exceptions");
    Inner inner = new Inner(true);
    Middleware middleware = middleware();
    HttpHandler http = middleware.http(inner.http());
    FrameHandler frames = middleware.frames(inner.frames());
    DatagramHandler datagrams = middleware.datagrams(inner.datagrams());
    assertSame(inner.failure, assertThrows(IOException.class, () -> http.handle(request())));
    assertSame(
        inner.failure,
        assertThrows(IOException.class, () -> frames.handle(new TestSession(), frame())));
    assertSame(
        inner.failure,
        assertThrows(IOException.class, () -> datagrams.handle(datagram(), TestReply.INSTANCE)));
    assertEquals(3, inner.calls.get());
  }

  @Test
  void aHandlersInterruptPassesThrough() {
    assumeFalse(mapsExceptions(), "it says that it maps exceptions");
    HttpHandler wrapped =
        middleware()
            .http(request -> {
              throw new InterruptedException("the test's own");
            });
    assertThrows(InterruptedException.class, () -> wrapped.handle(request()));
    assertFalse(Thread.interrupted(), "the thread is left interrupted");
  }

  @Test
  void theEndOfAnExchangeIsTakenWhateverItsOutcome() throws Exception {
    HttpHandler wrapped = middleware().http(new Inner(false).http());
    List<ExchangeOutcome> outcomes =
        List.of(
            new ExchangeOutcome(200, 5, Duration.ofMillis(1), null),
            new ExchangeOutcome(200, 2, Duration.ofMillis(1), new IOException("the test's own")),
            new ExchangeOutcome(0, 0, Duration.ZERO, new IOException("the test's own")));
    for (ExchangeOutcome outcome : outcomes) {
      TestRequest request = request();
      var unused = wrapped.handle(request);
      request.end(outcome);
    }
  }

  @Test
  void theSlotsThatItProvidesAreSetForTheHandler() throws Exception {
    Middleware middleware = middleware();
    AtomicReference<String> missing = new AtomicReference<>("the handler wasn't called");
    HttpHandler wrapped =
        middleware.http(request -> {
          missing.set("");
          for (Slot<?> slot : middleware.provides()) {
            if (request.get(slot) == null) {
              missing.set(slot + " isn't set");
            }
          }
          return Response.ok();
        });
    send(wrapped);
    assertEquals("", missing.get());
  }

  @Test
  void aConnectionComesIn() throws Exception {
    Middleware middleware = middleware();
    TestConnection connection = new TestConnection();
    middleware.connect(connection);
    connection.end();
  }

  @Test
  void levelsThatItDoesNotKnowPassThrough() {
    AtomicInteger calls = new AtomicInteger();
    middleware().level(UNKNOWN, calls::incrementAndGet).run();
    assertEquals(1, calls.get());
  }

  @Test
  void aConnectionIsTakenWithoutWaiting() throws Exception {
    Middleware middleware = middleware();
    assertEquals(
        0,
        Waits.of(() -> {
          for (int i = 0; i < ROUNDS; i++) {
            TestConnection connection = new TestConnection();
            middleware.connect(connection);
            connection.end();
          }
        }),
        "times that it waited on the event loop");
  }

  @Test
  void itDoesNotWaitIfItSaysThatItDoesNotBlock() throws Exception {
    Middleware middleware = middleware();
    assumeFalse(middleware.mayBlock(), "it says that it may block");
    Inner inner = new Inner(false);
    HttpHandler http = middleware.http(inner.http());
    FrameHandler frames = middleware.frames(inner.frames());
    DatagramHandler datagrams = middleware.datagrams(inner.datagrams());
    assertEquals(
        0,
        Waits.of(() -> {
          for (int i = 0; i < ROUNDS; i++) {
            send(http);
            frames.handle(new TestSession(), frame());
            datagrams.handle(datagram(), TestReply.INSTANCE);
          }
        }),
        "times that it waited");
  }

  @Test
  void manyThreadsMayUseWhatItWrapped() throws Exception {
    Inner inner = new Inner(false);
    Middleware middleware = middleware();
    HttpHandler http = middleware.http(inner.http());
    FrameHandler frames = middleware.frames(inner.frames());
    DatagramHandler datagrams = middleware.datagrams(inner.datagrams());
    Callable<Boolean> work =
        () -> {
          for (int i = 0; i < ROUNDS; i++) {
            assertEquals(200, send(http).status());
            frames.handle(new TestSession(), frame());
            datagrams.handle(datagram(), TestReply.INSTANCE);
          }
          return true;
        };
    List<Callable<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      all.add(work);
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (Future<Boolean> done : threads.invokeAll(all)) {
        assertTrue(done.get());
      }
    }
    assertEquals(3 * THREADS * ROUNDS, inner.calls.get());
  }

  /** Sends a request and ends its exchange. */
  private Response send(HttpHandler handler) throws Exception {
    TestRequest request = request();
    Response response = handler.handle(request);
    request.end(new ExchangeOutcome(response.status(), 0, Duration.ofMillis(1), null));
    return response;
  }
}
