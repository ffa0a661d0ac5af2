package dev.weir.middleware.ratelimit;

import dev.weir.annotation.Preview;
import dev.weir.http.HeaderNames;
import dev.weir.http.HttpHandler;
import dev.weir.http.Problem;
import dev.weir.http.Response;
import dev.weir.middleware.ConnectionContext;
import dev.weir.middleware.ConnectionRefusedException;
import dev.weir.middleware.DatagramRefusedException;
import dev.weir.middleware.Middleware;
import dev.weir.tcp.FrameHandler;
import dev.weir.udp.DatagramHandler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Limits what each client may do in a time. Immutable; what no rate was given for isn't limited.
 *
 * <ul>
 *   <li>A connection too many is closed before its first byte is read.
 *   <li>A request too many is answered with 429 and {@code Retry-After} (RFC 6585, section 4).
 *   <li>A frame too many closes its session, once what was sent before it has left.
 *   <li>A datagram too many is dropped, and counted in the status of its door.
 * </ul>
 *
 * <p>A client is an IPv4 address, or an IPv6 network of 64 bits: whoever has one address of it has
 * them all. Clients behind a proxy are told apart if the door trusts it ({@link
 * dev.weir.TrustedProxies}). Those behind any other proxy, or a shared address, are one client:
 * raise the rates.
 */
@Preview
public final class RateLimit implements Middleware {
  private static final int DEFAULT_MAX_CLIENTS = 100_000;

  private final RateStore store;
  private final @Nullable Rate connections;
  private final @Nullable Rate requests;
  private final @Nullable Rate frames;
  private final @Nullable Rate datagrams;

  private RateLimit(
      RateStore store,
      @Nullable Rate connections,
      @Nullable Rate requests,
      @Nullable Rate frames,
      @Nullable Rate datagrams) {
    this.store = store;
    this.connections = connections;
    this.requests = requests;
    this.frames = frames;
    this.datagrams = datagrams;
  }

  /** Limits nothing yet; counts are kept in this process, of at most 100,000 clients at once. */
  public static RateLimit perClient() {
    return perClient(RateStore.inMemory(DEFAULT_MAX_CLIENTS));
  }

  /** Limits nothing yet; counts are kept in {@code store}. */
  public static RateLimit perClient(RateStore store) {
    return new RateLimit(store, null, null, null, null);
  }

  /**
   * Limits new connections. They are counted on the event loop.
   *
   * @throws IllegalArgumentException if the store may block
   */
  public RateLimit withConnections(Rate rate) {
    if (store.mayBlock()) {
      throw new IllegalArgumentException(
          "Connections are counted on the event loop, and this store may block");
    }
    return new RateLimit(store, rate, requests, frames, datagrams);
  }

  /** Limits HTTP requests. */
  public RateLimit withRequests(Rate rate) {
    return new RateLimit(store, connections, rate, frames, datagrams);
  }

  /** Limits frames, of all sessions of a client together. */
  public RateLimit withFrames(Rate rate) {
    return new RateLimit(store, connections, requests, rate, datagrams);
  }

  /** Limits datagrams. */
  public RateLimit withDatagrams(Rate rate) {
    return new RateLimit(store, connections, requests, frames, rate);
  }

  @Override
  public String name() {
    return RateLimitProvider.NAME;
  }

  @Override
  public boolean mayBlock() {
    return store.mayBlock();
  }

  @Override
  public void connect(ConnectionContext connection) throws ConnectionRefusedException {
    if (connections != null) {
      String client = Client.of(connection.remoteAddress());
      if (store.tryTake(key("connections", connections, client), connections) > 0) {
        throw new ConnectionRefusedException("Too many connections from " + client);
      }
    }
  }

  @Override
  public HttpHandler http(HttpHandler next) {
    Rate rate = requests;
    if (rate == null) {
      return next;
    }
    return request -> {
      String client = Client.of(request.remoteAddress());
      long wait = store.tryTake(key("requests", rate, client), rate);
      return wait == 0 ? next.handle(request) : refusal(wait);
    };
  }

  @Override
  public FrameHandler frames(FrameHandler next) {
    Rate rate = frames;
    if (rate == null) {
      return next;
    }
    return (session, frame) -> {
      if (store.tryTake(key("frames", rate, Client.of(session.remoteAddress())), rate) == 0) {
        next.handle(session, frame);
      } else {
        session.close();
      }
    };
  }

  @Override
  public DatagramHandler datagrams(DatagramHandler next) {
    Rate rate = datagrams;
    if (rate == null) {
      return next;
    }
    return (datagram, reply) -> {
      if (store.tryTake(key("datagrams", rate, Client.of(datagram.sender())), rate) > 0) {
        throw new DatagramRefusedException("Too many datagrams from its sender");
      }
      next.handle(datagram, reply);
    };
  }

  /** With the rate in it, so that limits which share a store don't take from each other's. */
  private static String key(String level, Rate rate, String client) {
    return level + " " + rate.permits() + "/" + rate.period() + " " + client;
  }

  private static Response refusal(long waitNanos) {
    long seconds = Duration.ofNanos(waitNanos).plusNanos(999_999_999).toSeconds();
    return Response.problem(Problem.of(429, "Too many requests: wait, then try again"))
        .withHeader(HeaderNames.RETRY_AFTER, String.valueOf(seconds));
  }
}
