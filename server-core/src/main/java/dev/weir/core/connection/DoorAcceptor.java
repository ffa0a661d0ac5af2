package dev.weir.core.connection;

import dev.weir.Door;
import dev.weir.DoorStatus;
import dev.weir.DoorStatus.Connections.Refusal;
import dev.weir.Limits;
import dev.weir.TrustedProxies;
import dev.weir.core.dispatch.StreamDispatcher;
import dev.weir.core.dispatch.WorkRunner;
import dev.weir.middleware.ConnectionRefusedException;
import dev.weir.middleware.Middleware;
import dev.weir.spi.protocol.Dispatcher;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.ConnectionHandler;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.StreamHandler;
import dev.weir.spi.transport.TransportConnection;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the connections of one door: permits, limits, middleware, then the protocol. */
public final class DoorAcceptor implements ConnectionAcceptor {
  private static final Logger LOGGER = LoggerFactory.getLogger(DoorAcceptor.class);

  private final String name;
  private final Admission admission;
  private final List<Middleware> middleware;
  private final Protocol.StreamOpener opener;
  private final WorkRunner runner;
  private final Limits limits;
  private final List<String> applicationProtocols;
  private final TrustedProxies proxies;
  private final Map<EventLoop, Dispatcher> dispatchers = new ConcurrentHashMap<>();
  private final ConnectionCounts counts = new ConnectionCounts();

  /**
   * What all doors of a server share.
   *
   * @param permits how many connections may be open
   * @param addresses how many of one address
   * @param connections who is open
   */
  public record Admission(
      ConnectionPermits permits, AddressLimit addresses, OpenConnections connections) {}

  /**
   * A door.
   *
   * @param middleware what sees connections, the outermost first
   * @param opener the bound protocol
   * @param limits the door's
   * @param applicationProtocols those that the protocol can speak inside TLS
   * @param proxies whose many connections are those of many clients
   */
  public DoorAcceptor(
      String name,
      Admission admission,
      List<Middleware> middleware,
      Protocol.StreamOpener opener,
      WorkRunner runner,
      Limits limits,
      List<String> applicationProtocols,
      TrustedProxies proxies) {
    this.name = name;
    this.admission = admission;
    this.middleware = middleware;
    this.opener = opener;
    this.runner = runner;
    this.limits = limits;
    this.applicationProtocols = List.copyOf(applicationProtocols);
    this.proxies = proxies;
  }

  @Override
  public boolean tryAcquirePermit() {
    return admission.permits.tryAcquire();
  }

  @Override
  public void releasePermit() {
    admission.permits.release();
  }

  @Override
  public Limits limits(Limits ofTransport) {
    return limits;
  }

  @Override
  public List<String> applicationProtocols() {
    return applicationProtocols;
  }

  @Override
  public Runnable expected(TransportConnection connection) {
    return admission.connections.expect();
  }

  @Override
  public ConnectionHandler accepted(TransportConnection transport) {
    if (isLimited(transport.remoteAddress())
        && !admission.addresses.tryEnter(transport.remoteAddress())) {
      LOGGER.debug("{} has too many connections open: closed", transport.remoteAddress());
      counts.refused(Refusal.ADDRESS_LIMIT);
      transport.abort(CloseCause.ABORTED);
      return new Refused();
    }
    ServedConnection connection =
        new ServedConnection(this, transport, admission.connections.newId());
    admission.connections.add(connection);
    counts.opened();
    try {
      for (Middleware each : middleware) {
        each.connect(connection);
      }
      counts.accepted();
    } catch (ConnectionRefusedException e) {
      LOGGER.debug("Refused {}: {}", connection, e.getMessage());
      counts.refused(Refusal.MIDDLEWARE);
      transport.abort(CloseCause.ABORTED);
    } catch (Throwable e) {
      LOGGER.error("Middleware failed with {}; it is closed", connection, e);
      counts.refused(Refusal.MIDDLEWARE);
      transport.abort(CloseCause.failed(e));
    }
    return connection;
  }

  private boolean isLimited(SocketAddress client) {
    return !proxies.contains(client);
  }

  void ended(ServedConnection connection) {
    if (isLimited(connection.remoteAddress())) {
      admission.addresses.leave(connection.remoteAddress());
    }
    admission.connections.remove(connection);
    counts.closed();
    admission.permits.release();
  }

  /** What the door does now. Any thread. */
  public DoorStatus.Connections status(Door door) {
    return counts.status(door, runner.counts().status());
  }

  String name() {
    return name;
  }

  Protocol.StreamOpener opener() {
    return opener;
  }

  OpenConnections connections() {
    return admission.connections;
  }

  /** One for each loop does for all its streams. */
  Dispatcher dispatcher(ByteStream stream) {
    return dispatchers.computeIfAbsent(
        stream.loop(),
        loop -> new StreamDispatcher(loop, runner, limits.get(Limits.HANDLER_TIMEOUT).toNanos()));
  }

  /** A connection that never was one; only its permit is given back. */
  private final class Refused implements ConnectionHandler {
    @Override
    public StreamHandler streamOpened(ByteStream stream) {
      throw new IllegalStateException("A stream of a connection that was aborted");
    }

    @Override
    public void closed(CloseCause cause) {
      admission.permits.release();
    }
  }
}
