package dev.weir.middleware.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.weir.Bytes;
import dev.weir.Dispatch;
import dev.weir.config.Settings;
import dev.weir.http.ExchangeOutcome;
import dev.weir.http.HttpMethod;
import dev.weir.http.HttpVersion;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Route;
import dev.weir.middleware.ConnectionContext;
import dev.weir.tcp.FrameHandler;
import dev.weir.tcp.Session;
import dev.weir.tcp.SessionEnd;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.slf4j.LoggerFactory;

@ResourceLock(AccessLog.LOGGER) // the other test of this logger would be seen here
class AccessLogTest {
  private static final String CLIENT = "203.0.113.77";

  private final List<ILoggingEvent> logged = new CopyOnWriteArrayList<>();

  /** What other tests log late, from threads of their own, isn't taken. */
  private final AppenderBase<ILoggingEvent> events =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (event.getKeyValuePairs().stream().anyMatch(pair -> CLIENT.equals(pair.value))) {
            logged.add(event);
          }
        }
      };

  private final Logger logger = logger();
  private final List<Consumer<ExchangeOutcome>> listeners = new ArrayList<>();

  /** While another test's thread makes SLF4J ready, there is a stand-in only. */
  private static Logger logger() {
    while (true) {
      if (LoggerFactory.getLogger(AccessLog.LOGGER) instanceof Logger ready) {
        return ready;
      }
      Thread.onSpinWait();
    }
  }

  @BeforeEach
  void listen() {
    events.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(events);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(events);
  }

  @Test
  void aRequestIsLoggedOnceItHasEndedWithWhatTheClientSaw() throws Exception {
    Response response = new AccessLog().http(request -> Response.ok()).handle(request());

    assertThat(response.status()).isEqualTo(200);
    assertThat(logged).isEmpty();
    end(new ExchangeOutcome(200, 42, Duration.ofMillis(3), null));
    assertThat(logged).hasSize(1);
    assertThat(fields())
        .containsEntry("client", CLIENT)
        .containsEntry("method", "GET")
        .containsEntry("target", "/orders/7")
        .containsEntry("route", "/orders/{id}")
        .containsEntry("status", "200")
        .containsEntry("bytes", "42")
        .containsEntry("millis", "3.0")
        .containsEntry("connection", "5")
        .doesNotContainKey("failure");
  }

  @Test
  void anExchangeThatEndedEarlyIsLoggedWithItsFailure() throws Exception {
    var unused = new AccessLog().http(request -> Response.ok()).handle(request());
    end(new ExchangeOutcome(0, 0, Duration.ZERO, new IOException("reset")));

    assertThat(fields()).containsEntry("failure", "java.io.IOException: reset");
  }

  @Test
  void theQueryIsLoggedOnlyIfAskedFor() throws Exception {
    var unused = new AccessLog().withQuery(true).http(request -> Response.ok()).handle(request());
    end(new ExchangeOutcome(200, 0, Duration.ZERO, null));

    assertThat(fields()).containsEntry("target", "/orders/7?x=1");
  }

  @Test
  void anAppenderThatWaitsHoldsUpNoEventLoop() throws Exception {
    CountDownLatch fileIsReady = new CountDownLatch(1);
    CountDownLatch written = new CountDownLatch(1);
    AppenderBase<ILoggingEvent> slow =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            try {
              fileIsReady.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            written.countDown();
          }
        };
    slow.start();
    logger.addAppender(slow);
    try {
      var unused = new AccessLog().http(request -> Response.ok()).handle(request());
      listeners.forEach(
          listener -> listener.accept(new ExchangeOutcome(200, 0, Duration.ZERO, null)));
      assertThat(written.getCount()).isEqualTo(1);
      fileIsReady.countDown();
      assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      fileIsReady.countDown();
      logger.detachAppender(slow);
    }
    assertThat(new AccessLog().mayBlock()).isFalse();
    assertThat(new AccessLogProvider().create(Settings.defaults()).mayBlock()).isFalse();
  }

  @Test
  void aSessionIsLoggedAtItsEndWithWhatCame() throws Exception {
    List<Consumer<SessionEnd>> ends = new ArrayList<>();
    AtomicReference<Object> slot = new AtomicReference<>();
    Session session = mock(Session.class);
    when(session.remoteAddress()).thenReturn(new InetSocketAddress(CLIENT, 1));
    when(session.door()).thenReturn("game");
    when(session.get(any())).thenAnswer(call -> slot.get());
    doAnswer(call -> ends.add(call.getArgument(0))).when(session).onEnd(any());
    doAnswer(
            call -> {
              slot.set(call.getArgument(1));
              return null;
            })
        .when(session)
        .set(any(), any());
    List<Bytes> handled = new ArrayList<>();
    FrameHandler logged = new AccessLog().frames((peer, frame) -> handled.add(frame));

    logged.handle(session, Bytes.utf8("one"));
    logged.handle(session, Bytes.utf8("three"));
    assertThat(handled).hasSize(2);
    assertThat(ends).hasSize(1);
    onAVirtualThread(() -> ends.getFirst().accept(new SessionEnd.Failed(new IOException("reset"))));
    assertThat(fields())
        .containsEntry("client", CLIENT)
        .containsEntry("door", "game")
        .containsEntry("frames", "2")
        .containsEntry("bytes", "8")
        .containsEntry("end", "failed")
        .containsEntry("failure", "java.io.IOException: reset");
  }

  @Test
  void aConnectionIsLoggedAtItsEndIfAskedFor() {
    List<Runnable> ends = new ArrayList<>();
    ConnectionContext connection = mock(ConnectionContext.class);
    when(connection.remoteAddress()).thenReturn(new InetSocketAddress(CLIENT, 1));
    when(connection.door()).thenReturn("main");
    doAnswer(call -> ends.add(call.getArgument(0))).when(connection).onEnd(any());

    new AccessLog().withAsynchronousAppenders(true).connect(connection);
    assertThat(ends).isEmpty();
    new AccessLog().withAsynchronousAppenders(true).withConnections(true).connect(connection);
    ends.getFirst().run();
    assertThat(fields()).containsEntry("door", "main").containsEntry("client", CLIENT);
  }

  private void end(ExchangeOutcome outcome) throws InterruptedException {
    onAVirtualThread(() -> listeners.forEach(listener -> listener.accept(outcome)));
  }

  private static void onAVirtualThread(Runnable listener) throws InterruptedException {
    Thread.ofVirtual().start(listener).join();
  }

  private Map<String, String> fields() {
    return logged.getLast().getKeyValuePairs().stream()
        .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
  }

  private Request request() {
    ConnectionContext connection = mock(ConnectionContext.class);
    when(connection.id()).thenReturn(5L);
    Request request = mock(Request.class);
    when(request.connection()).thenReturn(connection);
    when(request.remoteAddress()).thenReturn(new InetSocketAddress(CLIENT, 1));
    when(request.method()).thenReturn(HttpMethod.GET);
    when(request.target()).thenReturn("/orders/7?x=1");
    when(request.version()).thenReturn(HttpVersion.HTTP_1_1);
    when(request.route()).thenReturn(new Route("GET", "/orders/{id}", Dispatch.VIRTUAL_THREAD));
    doAnswer(call -> listeners.add(call.getArgument(0))).when(request).onEnd(any());
    return request;
  }
}
