package dev.weir.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.MediaType;
import dev.weir.Server;
import dev.weir.ServerBuilder;
import dev.weir.Slot;
import dev.weir.StartException;
import dev.weir.core.discovery.PluginJar;
import dev.weir.http.Endpoint;
import dev.weir.http.Response;
import dev.weir.http.extract.Extract;
import dev.weir.middleware.Level;
import dev.weir.middleware.Middleware;
import dev.weir.spi.protocol.Protocol;
import dev.weir.spi.protocol.ProtocolSetup;
import dev.weir.tcp.FrameHandler;
import dev.weir.tcp.Framing;
import dev.weir.tcp.Session;
import dev.weir.testkit.memory.InMemoryTransport;
import dev.weir.testkit.memory.MemoryClient;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WiringTest {
  private static final Slot<String> USER = Slot.named("user");

  /** A transport that says that it is used, by an error that names its settings. */
  private static final String LOOPS =
      """
      static final dev.weir.config.Setting<Integer> LOOPS =
          dev.weir.config.Setting.integer("loops", 1, 1, 64, "how many");
      public java.util.List<dev.weir.config.Setting<?>> settings() {
        return java.util.List.of(LOOPS);
      }
      public dev.weir.spi.transport.Transport create(
          dev.weir.config.Settings settings, dev.weir.Limits limits) {
        throw new IllegalArgumentException(
            "loops " + settings.get(LOOPS) + ", headers " + limits.get(dev.weir.Limits.MAX_HEADERS));
      }
      """;

  private static final String MARKING_MIDDLEWARE =
      """
      public class Mark implements dev.weir.middleware.MiddlewareProvider {
        static final dev.weir.config.Setting<String> TEXT =
            dev.weir.config.Setting.text("text", "none", "what to say");
        public String name() { return "mark"; }
        public int contractVersion() { return dev.weir.spi.Contract.VERSION; }
        public java.util.List<dev.weir.config.Setting<?>> settings() {
          return java.util.List.of(TEXT);
        }
        public dev.weir.middleware.Middleware create(dev.weir.config.Settings settings) {
          String text = settings.get(TEXT);
          return new dev.weir.middleware.Middleware() {
            public dev.weir.http.HttpHandler http(dev.weir.http.HttpHandler next) {
              return request -> dev.weir.http.Response.text("marked " + text);
            }
          };
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void aServerNeedsADoor() {
    assertRefused(builder(), "no door");
  }

  @Test
  void middlewareThatRequiresWhatNobodyProvidesIsNamed() {
    assertRefused(
        builder()
            .middleware(requiring(USER))
            .tcp(Listen.port(0), tcp -> tcp.frames(Framing.lines(), Session::send)),
        "requiring",
        "at the server",
        "Slot[user]");
  }

  @Test
  void middlewareInTheWrongOrderIsToldTheRightOne() {
    assertRefused(
        builder()
            .tcp(
                Listen.port(0),
                tcp ->
                    tcp.middleware(requiring(USER), providing(USER))
                        .frames(Framing.lines(), Session::send)),
        "door tcp",
        "providing does, and has to come before it");
  }

  @Test
  void whatTheServersMiddlewareProvidesADoorsMayRequire() {
    Server server =
        builder()
            .middleware(providing(USER))
            .tcp(
                Listen.port(0),
                tcp -> tcp.middleware(requiring(USER)).frames(Framing.lines(), Session::send))
            .start();
    server.shutdown();
  }

  @Test
  void blockingMiddlewareOverAnEventLoopDoorIsRefused() {
    assertRefused(
        builder()
            .middleware(blocking())
            .tcp(
                Listen.port(0),
                tcp -> tcp.dispatch(Dispatch.EVENT_LOOP).frames(Framing.lines(), Session::send)),
        "tcp",
        "event loop",
        "may block");
  }

  @Test
  void blockingMiddlewareAroundAPluginsHandlerOnTheEventLoopIsRefused() {
    Middleware wrapping =
        new Middleware() {
          @Override
          public <H> H level(Level<H> level, H next) {
            Runnable inner = (Runnable) next;
            return level.handlerType().cast((Runnable) inner::run);
          }
        };
    Level<Runnable> level = Level.of("ping", Runnable.class);
    assertRefused(
        builder()
            .middleware(wrapping)
            .tcp(
                Listen.port(0),
                tcp -> tcp.dispatch(Dispatch.EVENT_LOOP).protocol(composing(level))),
        "event loop",
        "may block",
        "middleware WiringTest$"); // its name, although the class has none
  }

  @Test
  void aLimitThatNothingWouldReadIsRefusedWithThePlaceWhereItBelongs() {
    Limits ofServer = Limits.defaults().with(Limits.MAX_CONNECTIONS, 3);
    Limits ofConnection = Limits.defaults().with(Limits.IDLE_TIMEOUT, Duration.ofSeconds(1));
    assertRefused(
        builder()
            .tcp(Listen.port(0), tcp -> tcp.frames(Framing.lines(), Session::send).limits(ofServer))
            .udp(Listen.port(0), udp -> udp.datagrams((datagram, reply) -> {}).limits(ofServer))
            .http(
                Listen.port(0),
                http ->
                    http.limits(ofServer)
                        .group("/group", group -> group.limits(ofConnection))
                        .get("/route", Endpoint.of(request -> Response.ok()).limits(ofConnection))),
        "Door tcp: the limit max-connections can't be set for a door, since all doors share it",
        "Door udp: the limit max-connections",
        "limits (WiringTest.java:",
        "'/route' (WiringTest.java:",
        "the limit idle-timeout can't be set for a group or a route");
  }

  @Test
  void aDoorsAndARoutesOwnLimitsAreTaken() {
    Server server =
        builder()
            .http(
                Listen.port(0),
                http ->
                    http.limits(Limits.defaults().with(Limits.IDLE_TIMEOUT, Duration.ofSeconds(1)))
                        .get(
                            "/",
                            Endpoint.of(request -> Response.ok())
                                .limits(Limits.defaults().with(Limits.MAX_BODY, 1L))))
            .start();
    server.shutdown();
  }

  @Test
  void aMulticastGroupOfADoorThatIsNotForUdpIsRefused() throws Exception {
    Listen listen =
        Listen.port(0)
            .withMulticast(
                InetAddress.getByName("239.1.2.3"),
                NetworkInterface.getNetworkInterfaces().nextElement());
    assertRefused(
        builder().tcp(listen, tcp -> tcp.frames(Framing.lines(), Session::send)),
        "Door tcp joins multicast groups");
  }

  @Test
  void aMissingCodecNamesTheDoorAndTheArtifact() {
    assertRefused(
        builder(PluginJar.loader())
            .tcp(
                Listen.port(0),
                tcp ->
                    tcp.messages(
                        Framing.lines(),
                        MediaType.JSON,
                        String.class,
                        String.class,
                        (session, message) -> {})),
        "Door tcp needs a codec for application/json",
        "dev.weir:weir-codec-json");
  }

  @Test
  void aMissingStateNamesTheType() {
    assertRefused(
        builder()
            .state(Integer.class, 1)
            .http(
                Listen.port(0),
                http ->
                    http.get(
                        "/",
                        Endpoint.with(Extract.state(StringBuilder.class))
                            .call(StringBuilder::toString))),
        "StringBuilder",
        "state(StringBuilder.class, ...)");
  }

  @Test
  void allDoorsTellWhatIsWrongAtOnce() {
    assertRefused(
        builder()
            .tcp(Listen.port(0).withName("first"), tcp -> {})
            .udp(Listen.port(0).withName("second"), udp -> {})
            .http(
                Listen.port(0).withName("third"),
                http -> http.get("/{", request -> Response.text(""))),
        "3 reasons",
        "first",
        "second",
        "third");
  }

  @Test
  void twoDoorsOfOneNameAreRefused() {
    ServerBuilder builder = builder().tcp(Listen.port(0).withName("door"), tcp -> {});
    assertThatThrownBy(() -> builder.udp(Listen.port(0).withName("door"), udp -> {}))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("'door'");
  }

  @Test
  void theTransportFoundGetsItsConfiguredSettingsAndTheLimits() throws Exception {
    Path jar = new PluginJar(folder).transport("A", "alpha", LOOPS).build("a.jar");
    try (URLClassLoader loader = PluginJar.loader(jar)) {
      assertRefused(
          Server.builder(loader)
              .config("weir.transport", "alpha")
              .config("weir.transport.alpha.loops", "3")
              .config("weir.limits.max-headers", "7")
              .http(Listen.port(0), http -> http.get("/", request -> Response.text(""))),
          "'alpha' (A in " + jar + ")",
          "loops 3, headers 7");
    }
  }

  @Test
  void whatTheCodeSetsBeatsConfiguration() throws Exception {
    Path jar =
        new PluginJar(folder)
            .transport("A", "alpha", LOOPS)
            .transport("B", "beta", "")
            .build("a.jar");
    try (URLClassLoader loader = PluginJar.loader(jar)) {
      assertRefused(
          Server.builder(loader)
              .transport("alpha")
              .limits(Limits.defaults().with(Limits.MAX_HEADERS, 9))
              .config("weir.transport", "beta")
              .config("weir.limits.max-headers", "7")
              .http(Listen.port(0), http -> http.get("/", request -> Response.text(""))),
          "'alpha'",
          "headers 9");
    }
  }

  @Test
  void middlewareIsEnabledByConfigurationAloneAndGoesOutside() throws Exception {
    Path jar =
        new PluginJar(folder)
            .source("Mark", MARKING_MIDDLEWARE)
            .service("dev.weir.middleware.MiddlewareProvider", "Mark")
            .build("mark.jar");
    Path file =
        Files.writeString(
            folder.resolve("weir.properties"),
            "weir.middleware = mark\nweir.middleware.mark.text = by file\n");
    try (URLClassLoader loader = PluginJar.loader(jar)) {
      assertThat(answer(Server.builder(loader))).isEqualTo("from the handler");
      assertThat(answer(Server.builder(loader).configFile(file))).isEqualTo("marked by file");
    }
  }

  @Test
  void middlewareThatIsNotThereIsNamedWithItsOrigin() throws Exception {
    Path jar =
        new PluginJar(folder)
            .source("Mark", MARKING_MIDDLEWARE)
            .service("dev.weir.middleware.MiddlewareProvider", "Mark")
            .build("mark.jar");
    try (URLClassLoader loader = PluginJar.loader(jar)) {
      assertRefused(
          builder(loader)
              .config("weir.middleware", "marc, gone")
              .http(Listen.port(0), http -> http.get("/", request -> Response.text(""))),
          "2 reasons",
          "no middleware named 'marc' (weir.middleware, set in code with config(...))",
          "did you mean mark?",
          "'gone'");
    }
  }

  private static String answer(ServerBuilder builder) throws Exception {
    InMemoryTransport transport = InMemoryTransport.threaded();
    Server server =
        builder
            .transport(transport.provider())
            .shutdownOnSignal(false)
            .http(
                Listen.port(0), http -> http.get("/", request -> Response.text("from the handler")))
            .start();
    try (MemoryClient client = transport.connect(server.doors().getFirst().address())) {
      client.write("GET / HTTP/1.0\r\n\r\n");
      String answer = client.readUntil("\r\n\r\n");
      assertThat(answer).startsWith("HTTP/1.1 200");
      return new String(client.readToEnd(), StandardCharsets.UTF_8);
    } finally {
      server.shutdownNow();
    }
  }

  private static ServerBuilder builder() {
    return builder(WiringTest.class.getClassLoader());
  }

  private static ServerBuilder builder(ClassLoader loader) {
    return Server.builder(loader)
        .transport(InMemoryTransport.threaded().provider())
        .shutdownOnSignal(false);
  }

  private static void assertRefused(ServerBuilder builder, String... parts) {
    assertThatThrownBy(builder::start).isInstanceOf(StartException.class).message().contains(parts);
  }

  private static Middleware requiring(Slot<?> slot) {
    return new Middleware() {
      @Override
      public String name() {
        return "requiring";
      }

      @Override
      public Set<Slot<?>> requires() {
        return Set.of(slot);
      }
    };
  }

  private static Middleware providing(Slot<?> slot) {
    return new Middleware() {
      @Override
      public String name() {
        return "providing";
      }

      @Override
      public Set<Slot<?>> provides() {
        return Set.of(slot);
      }
    };
  }

  private static Protocol composing(Level<Runnable> level) {
    return new Protocol() {
      @Override
      public String name() {
        return "composing";
      }

      @Override
      public StreamOpener bind(ProtocolSetup setup) {
        setup.compose(level, () -> {});
        return context -> {
          throw new IllegalStateException("no stream was to be opened");
        };
      }
    };
  }

  private static Middleware blocking() {
    return new Middleware() {
      @Override
      public FrameHandler frames(FrameHandler next) {
        return (session, frame) -> next.handle(session, frame);
      }
    };
  }
}
