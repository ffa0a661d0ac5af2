package dev.weir.core;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.ServerBuilder;
import dev.weir.codec.Codec;
import dev.weir.core.door.States;
import dev.weir.core.http.HttpProtocol;
import dev.weir.core.http2.HttpVersions;
import dev.weir.core.routing.RoutesBuilder;
import dev.weir.core.tcp.TcpDoorBuilder;
import dev.weir.core.udp.UdpDoorBuilder;
import dev.weir.http.HttpRoutes;
import dev.weir.middleware.Middleware;
import dev.weir.spi.transport.TransportProvider;
import dev.weir.tcp.TcpDoor;
import dev.weir.udp.UdpDoor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects what the caller says, and checks nothing that depends on the rest. */
final class CoreServerBuilder implements ServerBuilder {
  private final ClassLoader classLoader;
  private final DoorNames names = new DoorNames();
  private final List<DoorPlan> doors = new ArrayList<>();
  private final List<Middleware> middleware = new ArrayList<>();
  private final List<Codec> codecs = new ArrayList<>();
  private final States states = new States();
  private final Map<String, String> config = new LinkedHashMap<>();
  private Limits limits = Limits.defaults();
  private @Nullable String transportName;
  private @Nullable TransportProvider transport;
  private @Nullable Path configFile;
  private @Nullable Boolean strictReturns;
  private @Nullable Boolean shutdownOnSignal;

  CoreServerBuilder(ClassLoader classLoader) {
    this.classLoader = classLoader;
  }

  @Override
  public ServerBuilder http(Listen listen, Consumer<HttpRoutes> routes) {
    String name = names.name("http", listen);
    RoutesBuilder builder = new RoutesBuilder(name);
    routes.accept(builder);
    doors.add(
        new DoorPlan.Streams(
            name,
            listen,
            "http",
            at -> new HttpProtocol(builder, HttpVersions::new, at.proxies()),
            builder.doorMiddleware(),
            List.of(),
            Dispatch.VIRTUAL_THREAD,
            builder::doorLimits));
    return this;
  }

  @Override
  public ServerBuilder tcp(Listen listen, Consumer<TcpDoor> door) {
    String name = names.name("tcp", listen);
    TcpDoorBuilder builder = new TcpDoorBuilder(name);
    door.accept(builder);
    doors.add(
        new DoorPlan.Streams(
            name,
            listen,
            "tcp",
            at -> builder.protocol(),
            builder.options().middleware(),
            builder.options().middleware(),
            builder.options().dispatch(),
            builder.options()::limits));
    return this;
  }

  @Override
  public ServerBuilder udp(Listen listen, Consumer<UdpDoor> door) {
    String name = names.name("udp", listen);
    UdpDoorBuilder builder = new UdpDoorBuilder(name);
    door.accept(builder);
    doors.add(new DoorPlan.Datagrams(name, listen, builder));
    return this;
  }

  @Override
  public ServerBuilder limits(Limits newLimits) {
    limits = newLimits.over(limits);
    return this;
  }

  @Override
  public ServerBuilder middleware(Middleware... added) {
    middleware.addAll(List.of(added));
    return this;
  }

  @Override
  public <T> ServerBuilder state(Class<T> type, T object) {
    states.add(type, Objects.requireNonNull(object, "object"));
    return this;
  }

  @Override
  public ServerBuilder codec(Codec codec) {
    codecs.add(Objects.requireNonNull(codec, "codec"));
    return this;
  }

  @Override
  public ServerBuilder transport(String name) {
    transportName = Objects.requireNonNull(name, "name");
    transport = null;
    return this;
  }

  @Override
  public ServerBuilder transport(TransportProvider provider) {
    transport = Objects.requireNonNull(provider, "transport");
    transportName = null;
    return this;
  }

  @Override
  public ServerBuilder configFile(Path file) {
    configFile = Objects.requireNonNull(file, "file");
    return this;
  }

  @Override
  public ServerBuilder config(String key, String value) {
    config.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
    return this;
  }

  @Override
  public ServerBuilder strictReturns(boolean strict) {
    strictReturns = strict;
    return this;
  }

  @Override
  public ServerBuilder shutdownOnSignal(boolean enabled) {
    shutdownOnSignal = enabled;
    return this;
  }

  @Override
  public Server start() {
    ServerPlan plan =
        new ServerPlan(
            classLoader,
            List.copyOf(doors),
            List.copyOf(middleware),
            List.copyOf(codecs),
            states.copy(),
            Map.copyOf(config),
            limits,
            transportName,
            transport,
            configFile,
            strictReturns,
            shutdownOnSignal);
    return ServerStart.start(Wiring.of(plan));
  }
}
