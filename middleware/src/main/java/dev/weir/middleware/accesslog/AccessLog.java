package dev.weir.middleware.accesslog;

import dev.weir.annotation.Preview;
import dev.weir.http.ExchangeOutcome;
import dev.weir.http.HttpHandler;
import dev.weir.http.Request;
import dev.weir.middleware.ConnectionContext;
import dev.weir.middleware.Middleware;
import dev.weir.udp.DatagramHandler;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs what was asked and how it ended, at INFO. A request is logged once its last byte was sent or
 * its connection has ended, so status, bytes and duration are those that the client saw. Immutable.
 *
 * <p>Fields of a request: {@code client}, {@code method}, {@code target}, {@code version}, {@code
 * route}, {@code status} (0 if nothing was sent), {@code bytes}, {@code millis}, {@code
 * connection}, and {@code failure} if it ended early. The target is logged as it came; what a
 * request line may hold can't start a line of its own.
 */
@Preview
public final class AccessLog implements Middleware {
  /** The name of the logger. */
  public static final String LOGGER = "dev.weir.access";

  private static final double NANOS_PER_MILLI = 1e6;

  private final Logger logger = LoggerFactory.getLogger(LOGGER);
  private final boolean connections;
  private final boolean datagrams;
  private final boolean asynchronous;

  /** Logs requests; the logger's appenders may block. */
  public AccessLog() {
    this(false, false, false);
  }

  private AccessLog(boolean connections, boolean datagrams, boolean asynchronous) {
    this.connections = connections;
    this.datagrams = datagrams;
    this.asynchronous = asynchronous;
  }

  /** Whether a connection's end is logged too. Default false. */
  public AccessLog withConnections(boolean logged) {
    return new AccessLog(logged, datagrams, asynchronous);
  }

  /** Whether each datagram is logged too. Default false. */
  public AccessLog withDatagrams(boolean logged) {
    return new AccessLog(connections, logged, asynchronous);
  }

  /**
   * Whether logging never waits, because all appenders of the logger are asynchronous. Only then
   * may routes of the event loop be logged. Default false.
   */
  public AccessLog withAsynchronousAppenders(boolean all) {
    return new AccessLog(connections, datagrams, all);
  }

  @Override
  public String name() {
    return AccessLogProvider.NAME;
  }

  @Override
  public boolean mayBlock() {
    return !asynchronous;
  }

  @Override
  public void connect(ConnectionContext connection) {
    if (connections) {
      long opened = System.nanoTime();
      connection.onEnd(() -> logEnd(connection, System.nanoTime() - opened));
    }
  }

  @Override
  public HttpHandler http(HttpHandler next) {
    return request -> {
      request.onEnd(outcome -> log(request, outcome));
      return next.handle(request);
    };
  }

  @Override
  public DatagramHandler datagrams(DatagramHandler next) {
    if (!datagrams) {
      return next;
    }
    return (datagram, reply) -> {
      logger
          .atInfo()
          .addKeyValue("client", client(datagram.sender()))
          .addKeyValue("bytes", datagram.payload().length())
          .log("datagram");
      next.handle(datagram, reply);
    };
  }

  private void log(Request request, ExchangeOutcome outcome) {
    LoggingEventBuilder event =
        logger
            .atInfo()
            .addKeyValue("client", client(request.connection().remoteAddress()))
            .addKeyValue("method", request.method())
            .addKeyValue("target", request.target())
            .addKeyValue("version", request.version())
            .addKeyValue("route", request.route().pattern())
            .addKeyValue("status", outcome.status())
            .addKeyValue("bytes", outcome.bodyBytes())
            .addKeyValue("millis", outcome.duration().toNanos() / NANOS_PER_MILLI)
            .addKeyValue("connection", request.connection().id());
    if (outcome.failure() != null) {
      event = event.addKeyValue("failure", outcome.failure().toString());
    }
    event.log("request");
  }

  /** The loop tells of the end, and logging may wait. */
  private void logEnd(ConnectionContext connection, long nanos) {
    Runnable logging =
        () ->
            logger
                .atInfo()
                .addKeyValue("client", client(connection.remoteAddress()))
                .addKeyValue("door", connection.door())
                .addKeyValue("millis", nanos / NANOS_PER_MILLI)
                .addKeyValue("connection", connection.id())
                .log("connection");
    if (asynchronous) {
      logging.run();
    } else {
      Thread.ofVirtual().name("weir-access-log").start(logging);
    }
  }

  private static String client(SocketAddress address) {
    return address instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : "local";
  }
}
