package dev.weir.middleware.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.weir.Dispatch;
import dev.weir.config.Settings;
import dev.weir.http.ExchangeOutcome;
import dev.weir.http.HttpMethod;
import dev.weir.http.HttpVersion;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Route;
import dev.weir.middleware.ConnectionContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AccessLogTest {
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(AccessLog.LOGGER);
  private final List<Consumer<ExchangeOutcome>> listeners = new ArrayList<>();

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
    assertThat(events.list).isEmpty();
    end(new ExchangeOutcome(200, 42, Duration.ofMillis(3), null));
    assertThat(events.list).hasSize(1);
    assertThat(fields())
        .containsEntry("client", "192.0.2.1")
        .containsEntry("method", "GET")
        .containsEntry("target", "/orders/7?x=1")
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
  void onlyAsynchronousAppendersMakeItFitForTheEventLoop() {
    assertThat(new AccessLog().mayBlock()).isTrue();
    assertThat(new AccessLog().withAsynchronousAppenders(true).mayBlock()).isFalse();
    assertThat(new AccessLogProvider().create(Settings.defaults()).mayBlock()).isTrue();
  }

  @Test
  void aConnectionIsLoggedAtItsEndIfAskedFor() {
    List<Runnable> ends = new ArrayList<>();
    ConnectionContext connection = mock(ConnectionContext.class);
    when(connection.remoteAddress()).thenReturn(new InetSocketAddress("192.0.2.1", 1));
    when(connection.door()).thenReturn("main");
    doAnswer(call -> ends.add(call.getArgument(0))).when(connection).onEnd(any());

    new AccessLog().withAsynchronousAppenders(true).connect(connection);
    assertThat(ends).isEmpty();
    new AccessLog().withAsynchronousAppenders(true).withConnections(true).connect(connection);
    ends.getFirst().run();
    assertThat(fields()).containsEntry("door", "main").containsEntry("client", "192.0.2.1");
  }

  private void end(ExchangeOutcome outcome) {
    listeners.forEach(listener -> listener.accept(outcome));
  }

  private Map<String, String> fields() {
    return events.list.getLast().getKeyValuePairs().stream()
        .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
  }

  private Request request() {
    ConnectionContext connection = mock(ConnectionContext.class);
    when(connection.remoteAddress()).thenReturn(new InetSocketAddress("192.0.2.1", 1));
    when(connection.id()).thenReturn(5L);
    Request request = mock(Request.class);
    when(request.connection()).thenReturn(connection);
    when(request.method()).thenReturn(HttpMethod.GET);
    when(request.target()).thenReturn("/orders/7?x=1");
    when(request.version()).thenReturn(HttpVersion.HTTP_1_1);
    when(request.route()).thenReturn(new Route("GET", "/orders/{id}", Dispatch.VIRTUAL_THREAD));
    doAnswer(call -> listeners.add(call.getArgument(0))).when(request).onEnd(any());
    return request;
  }
}
