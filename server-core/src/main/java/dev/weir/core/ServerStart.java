package dev.weir.core;

import dev.weir.Door;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.StartException;
import dev.weir.config.Setting;
import dev.weir.core.connection.AddressLimit;
import dev.weir.core.connection.ConnectionPermits;
import dev.weir.core.connection.DoorAcceptor;
import dev.weir.core.connection.OpenConnections;
import dev.weir.core.dispatch.LoopWatchdog;
import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.DatagramBinding;
import dev.weir.spi.transport.OffLoop;
import dev.weir.spi.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens what was wired: transport, loops, doors. What fails closes all that was opened before. */
final class ServerStart {
  private static final Logger LOGGER = LoggerFactory.getLogger(Server.class);

  private static final List<Setting<?>> SHOWN_LIMITS =
      List.of(
          Limits.MAX_CONNECTIONS,
          Limits.MAX_CONNECTIONS_PER_ADDRESS,
          Limits.MAX_IN_FLIGHT,
          Limits.MAX_IN_FLIGHT_PER_CLIENT,
          Limits.MAX_BODY,
          Limits.HANDLER_TIMEOUT,
          Limits.IDLE_TIMEOUT,
          Limits.SHUTDOWN_TIMEOUT);

  private final Wiring wiring;
  private final Deque<Runnable> undo = new ArrayDeque<>();
  private final List<OpenDoor> doors = new ArrayList<>();

  private ServerStart(Wiring wiring) {
    this.wiring = wiring;
  }

  /**
   * Starts the server.
   *
   * @throws StartException if something can't be opened
   */
  static Server start(Wiring wiring) {
    long began = System.nanoTime();
    LOGGER.info("Starting Weir {}: {}", Version.CURRENT, wiring.report());
    ServerStart start = new ServerStart(wiring);
    try {
      RunningServer server = start.open();
      LOGGER.info(
          "Ready after {} ms on {}: {}; limits: {}",
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
          server.transportDescription(),
          server.doors().stream()
              .map(door -> door.name() + " at " + door.address())
              .collect(Collectors.joining(", ")),
          shown(wiring.limits()));
      return server;
    } catch (RuntimeException | Error e) {
      start.undo(e);
      throw e;
    }
  }

  private RunningServer open() {
    undo.push(wiring.workers()::close);
    Transport transport =
        wiring
            .transport()
            .plugin()
            .create(provider -> provider.create(wiring.transportSettings(), wiring.limits()));
    undo.push(transport::close);
    checkCapabilities(transport);
    try {
      transport.start();
    } catch (RuntimeException | LinkageError e) {
      throw new StartException("The " + wiring.transport().plugin() + " can't be started: " + e, e);
    }
    OffLoop offLoop = transport.loops().getFirst().offLoop();
    wiring.workers().standOn(offLoop);
    LoopWatchdog watchdog =
        LoopWatchdog.start(
            offLoop.takesTurns() ? List.of() : transport.loops(),
            wiring.limits().get(Limits.LOOP_STALL));
    undo.push(watchdog::close);
    OpenConnections connections = new OpenConnections(wiring.workers()::signal);
    ConnectionPermits permits = new ConnectionPermits(wiring.limits().get(Limits.MAX_CONNECTIONS));
    DoorAcceptor.Admission admission =
        new DoorAcceptor.Admission(
            permits,
            new AddressLimit(wiring.limits().get(Limits.MAX_CONNECTIONS_PER_ADDRESS)),
            connections);
    for (WiredDoor door : wiring.doors()) {
      if (door instanceof WiredDoor.Streams streams) {
        open(streams, transport, admission);
      } else {
        open((WiredDoor.Datagrams) door, transport);
      }
    }
    ServerParts parts =
        new ServerParts(
            transport, doors, permits, connections, wiring.workers(), watchdog, wiring.limits());
    parts.streamDoors().forEach(door -> permits.wakes(door.binding()));
    RunningServer server = new RunningServer(parts);
    if (wiring.shutdownOnSignal()) {
      server.shutDownOnSignal();
    }
    return server;
  }

  private void open(WiredDoor.Streams door, Transport transport, DoorAcceptor.Admission admission) {
    DoorAcceptor acceptor =
        new DoorAcceptor(
            door.plan().name(),
            admission,
            door.connecting(),
            door.opener(),
            door.setup().work(),
            door.setup().limits(),
            door.applicationProtocols(),
            door.plan().listen().proxies());
    Binding binding = bind(door.plan(), listen -> transport.listen(listen, acceptor));
    doors.add(new OpenDoor.Streams(opened(door.plan(), binding.address()), binding, acceptor));
  }

  private void open(WiredDoor.Datagrams door, Transport transport) {
    DatagramBinding binding =
        bind(door.plan(), listen -> transport.bindDatagrams(listen, door.service()));
    doors.add(
        new OpenDoor.Datagrams(opened(door.plan(), binding.address()), binding, door.service()));
    door.service().bound(binding);
  }

  private static Door opened(DoorPlan plan, SocketAddress address) {
    return new Door(plan.name(), plan.kind(), address, plan.listen().tls() != null);
  }

  @FunctionalInterface
  private interface Bind<B> {
    B at(Listen listen) throws IOException;
  }

  private static <B> B bind(DoorPlan door, Bind<B> bind) {
    try {
      return bind.at(door.listen());
    } catch (IOException | RuntimeException e) {
      throw new StartException(
          "Door "
              + door.name()
              + " can't be opened at "
              + door.listen().address()
              + ": "
              + (e instanceof IOException && e.getMessage() != null ? e.getMessage() : e),
          e);
    }
  }

  private void checkCapabilities(Transport transport) {
    for (WiredDoor door : wiring.doors()) {
      DoorPlan plan = door.plan();
      if (door instanceof WiredDoor.Datagrams) {
        require(Transport.Capability.UDP, transport, plan);
        if (!plan.listen().groups().isEmpty()) {
          require(Transport.Capability.MULTICAST, transport, plan);
        }
        if (plan.listen().tls() != null) {
          throw new StartException(
              "Door "
                  + plan.name()
                  + " has datagrams, for which there is no TLS: take withTls away");
        }
        continue;
      }
      if (!plan.listen().groups().isEmpty()) {
        throw new StartException(
            "Door "
                + plan.name()
                + " joins multicast groups, which only a door for UDP can: take withMulticast"
                + " away");
      }
      if (plan.listen().address() instanceof UnixDomainSocketAddress) {
        require(Transport.Capability.UNIX_SOCKETS, transport, plan);
      }
      if (plan.listen().tls() != null) {
        require(Transport.Capability.TLS, transport, plan);
      }
      if (plan.listen().proxies().proxyProtocol()) {
        require(Transport.Capability.PROXY_PROTOCOL, transport, plan);
      }
    }
  }

  /** Asks only for what a door needs: Netty loads OpenSSL to tell what its TLS can do. */
  private void require(Transport.Capability needed, Transport transport, DoorPlan door) {
    if (!transport.capabilities().contains(needed)) {
      throw new StartException(
          "Door "
              + door.name()
              + " needs "
              + needed
              + ", which the "
              + wiring.transport().plugin()
              + " doesn't offer here: choose another transport or another address");
    }
  }

  private void undo(Throwable failure) {
    while (!undo.isEmpty()) {
      try {
        undo.pop().run();
      } catch (RuntimeException | Error e) {
        failure.addSuppressed(e);
      }
    }
  }

  private static String shown(Limits limits) {
    return SHOWN_LIMITS.stream()
        .map(limit -> limit.name() + " " + shown(limits, limit))
        .collect(Collectors.joining(", "));
  }

  private static <T> String shown(Limits limits, Setting<T> limit) {
    return limit.format(limits.get(limit));
  }
}
