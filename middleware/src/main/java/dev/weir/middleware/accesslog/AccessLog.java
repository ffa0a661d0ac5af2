package dev.weir.middleware.accesslog;

import dev.weir.Slot;
import dev.weir.annotation.Preview;
import dev.weir.http.ExchangeOutcome;
import dev.weir.http.HttpHandler;
import dev.weir.http.Request;
import dev.weir.middleware.ConnectionContext;
import dev.weir.middleware.Middleware;
import dev.weir.tcp.FrameHandler;
import dev.weir.tcp.Session;
import dev.weir.tcp.SessionEnd;
import dev.weir.udp.Datagram;
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
 * connection}, and {@code failure} if it ended early. The target is logged as it came, without its
 * query, which tends to hold what is nobody's business; what a request line may hold can't start a
 * line of its own.
 *
 * <p>Fields of a session that sent frames: {@code client}, {@code door}, {@code frames} and {@code
 * bytes} that came, {@code millis} from the first of them, {@code connection}, and {@code end}:
 * {@code clean}, {@code truncated} or {@code failed}, then with {@code failure}.
 *
 * <p>An appender that waits for its file holds up nobody: what happens on an event loop is logged
 * from a virtual thread.
 */
@Preview
public final class AccessLog implements Middleware {
  /** The name of the logger. */
  public static final String LOGGER = "dev.weir.access";

  private static final double NANOS_PER_MILLI = 1e6;

  private static final Slot<SessionCount> COUNT = Slot.named("access-log.session-count");

  private final Logger logger = LoggerFactory.getLogger(LOGGER);
  private final boolean query;
  private final boolean connections;
  private final boolean datagrams;
  private final boolean asynchronous;

  /** Logs requests and sessions. */
  public AccessLog() {
    this(false, false, false, false);
  }

  private AccessLog(boolean query, boolean connections, boolean datagrams, boolean asynchronous) {
    this.query = query;
    this.connections = connections;
    this.datagrams = datagrams;
    this.asynchronous = asynchronous;
  }

  /** Whether the query is logged with the target. Default false. */
  public AccessLog withQuery(boolean logged) {
    return new AccessLog(logged, connections, datagrams, asynchronous);
  }

  /** Whether a connection's end is logged too. Default false. */
  public AccessLog withConnections(boolean logged) {
    return new AccessLog(query, logged, datagrams, asynchronous);
  }

  /** Whether each datagram is logged too. Default false. */
  public AccessLog withDatagrams(boolean logged) {
    return new AccessLog(query, connections, logged, asynchronous);
  }

  /**
   * Whether logging never waits, because all appenders of the logger are asynchronous: saves a
   * virtual thread for each event on a loop. Default false.
   */
  public AccessLog withAsynchronousAppenders(boolean all) {
    return new AccessLog(query, connections, datagrams, all);
  }

  @Override
  public String name() {
    return AccessLogProvider.NAME;
  }

  @Override
  public boolean mayBlock() {
    return false;
  }

  @Override
  public void connect(ConnectionContext connection) {
    if (connections) {
      long opened = System.nanoTime();
      connection.onEnd(() -> {
        long nanos = System.nanoTime() - opened;
        offTheLoop(() -> logConnection(connection, nanos));
      });
    }
  }

  @Override
  public HttpHandler http(HttpHandler next) {
    return request -> {
      if (logger.isInfoEnabled()) {
        request.onEnd(outcome -> offTheLoop(() -> logRequest(request, outcome)));
      }
      return next.handle(request);
    };
  }

  @Override
  public FrameHandler frames(FrameHandler next) {
    return (session, frame) -> {
      SessionCount count = session.get(COUNT);
      if (count == null) {
        SessionCount started = new SessionCount(System.nanoTime());
        session.set(COUNT, started);
        session.onEnd(end -> offTheLoop(() -> logSession(session, started, end)));
        count = started;
      }
      count.add(frame.length());
      next.handle(session, frame);
    };
  }

  @Override
  public DatagramHandler datagrams(DatagramHandler next) {
    if (!datagrams) {
      return next;
    }
    return (datagram, reply) -> {
      offTheLoop(() -> logDatagram(datagram));
      next.handle(datagram, reply);
    };
  }

  private void logDatagram(Datagram datagram) {
    logger
        .atInfo()
        .addKeyValue("client", client(datagram.sender()))
        .addKeyValue("bytes", datagram.payload().length())
        .log("datagram");
  }

  private void logSession(Session session, SessionCount count, SessionEnd end) {
    LoggingEventBuilder event =
        logger
            .atInfo()
            .addKeyValue("client", client(session.remoteAddress()))
            .addKeyValue("door", session.door())
            .addKeyValue("frames", count.frames())
            .addKeyValue("bytes", count.bytes())
            .addKeyValue("millis", (System.nanoTime() - count.startNanos()) / NANOS_PER_MILLI)
            .addKeyValue("connection", session.id());
    event =
        switch (end) {
          case SessionEnd.Clean() -> event.addKeyValue("end", "clean");
          case SessionEnd.Truncated(long bytes) -> event.addKeyValue("end", "truncated");
          case SessionEnd.Failed(Throwable cause) ->
              event.addKeyValue("end", "failed").addKeyValue("failure", cause.toString());
        };
    event.log("session");
  }

  private void logRequest(Request request, ExchangeOutcome outcome) {
    LoggingEventBuilder event =
        logger
            .atInfo()
            .addKeyValue("client", client(request.remoteAddress()))
            .addKeyValue("method", request.method())
            .addKeyValue("target", query ? request.target() : withoutQuery(request.target()))
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

  private void logConnection(ConnectionContext connection, long nanos) {
    logger
        .atInfo()
        .addKeyValue("client", client(connection.remoteAddress()))
        .addKeyValue("door", connection.door())
        .addKeyValue("millis", nanos / NANOS_PER_MILLI)
        .addKeyValue("connection", connection.id())
        .log("connection");
  }

  /** Only a virtual thread may wait for an appender. */
  private void offTheLoop(Runnable logging) {
    if (asynchronous || Thread.currentThread().isVirtual()) {
      logging.run();
    } else {
      Thread.ofVirtual().name("weir-access-log").start(logging);
    }
  }

  private static String withoutQuery(String target) {
    int question = target.indexOf('?');
    return question < 0 ? target : target.substring(0, question);
  }

  private static String client(SocketAddress address) {
    return address instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getHostAddress()
        : "local";
  }
}
