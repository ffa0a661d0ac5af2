package dev.weir.core;

import dev.weir.Limits;
import dev.weir.StartException;
import dev.weir.codec.CodecProvider;
import dev.weir.config.Settings;
import dev.weir.core.config.ConfigSources;
import dev.weir.core.config.Configuration;
import dev.weir.core.config.CoreSettings;
import dev.weir.core.config.DeclaredKeys;
import dev.weir.core.discovery.CodecChoice;
import dev.weir.core.discovery.FoundPlugin;
import dev.weir.core.discovery.PluginFinder;
import dev.weir.core.discovery.PluginKind;
import dev.weir.core.discovery.Plugins;
import dev.weir.core.discovery.TransportChoice;
import dev.weir.core.dispatch.GatheredBytes;
import dev.weir.core.dispatch.Workers;
import dev.weir.core.door.ServerDoorSetup;
import dev.weir.core.door.SlotOrder;
import dev.weir.core.wiring.Problems;
import dev.weir.middleware.Middleware;
import dev.weir.middleware.MiddlewareProvider;
import dev.weir.spi.Plugin;
import dev.weir.spi.transport.TransportProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * From a plan to a server that is checked and complete, with nothing opened.
 *
 * @param transport the transport to use
 * @param transportSettings its settings
 * @param limits the server's limits
 * @param doors the doors, each bound to its handlers
 * @param workers the threads of user code
 * @param shutdownOnSignal whether signals shut the server down
 * @param report what was found and chosen, for the line at start
 */
record Wiring(
    TransportChoice transport,
    Settings transportSettings,
    Limits limits,
    List<WiredDoor> doors,
    Workers workers,
    boolean shutdownOnSignal,
    String report) {

  /**
   * Finds the plugins, reads the configuration, and wires the doors.
   *
   * @throws StartException with all that is wrong
   */
  static Wiring of(ServerPlan plan) {
    return new Wirer(plan).wire();
  }

  private static final class Wirer {
    private final ServerPlan plan;
    private final Problems problems = new Problems();
    private final Plugins<TransportProvider> transports;
    private final Plugins<CodecProvider> codecs;
    private final Plugins<MiddlewareProvider> middleware;
    private final List<String> enabledNames = new ArrayList<>();

    Wirer(ServerPlan plan) {
      this.plan = plan;
      this.transports = PluginFinder.find(PluginKind.TRANSPORT, plan.classLoader());
      this.codecs = PluginFinder.find(PluginKind.CODEC, plan.classLoader());
      this.middleware = PluginFinder.find(PluginKind.MIDDLEWARE, plan.classLoader());
    }

    Wiring wire() {
      if (plan.doors().isEmpty()) {
        throw new StartException("The server has no door: call http(...), tcp(...) or udp(...)");
      }
      DeclaredKeys declared = new DeclaredKeys();
      declare(declared, PluginKind.TRANSPORT, transports);
      declare(declared, PluginKind.CODEC, codecs);
      declare(declared, PluginKind.MIDDLEWARE, middleware);
      ConfiguredDoors.declare(plan.doors(), declared);
      FoundPlugin<TransportProvider> given =
          plan.transport() == null ? null : FoundPlugin.of(PluginKind.TRANSPORT, plan.transport());
      if (given != null) {
        declared.addPlugin(PluginKind.TRANSPORT.word(), given.name(), given.settings());
      }
      Configuration configuration =
          Configuration.load(
              ConfigSources.ofProcess(plan.config(), plan.configFile()), declared, problems);
      problems.throwIfAny(); // the rest would only complain of what follows from it
      TransportChoice transport = problems.check(() -> transport(given, configuration));
      CodecChoice chosenCodecs =
          problems.check(() -> CodecChoice.of(plan.codecs(), codecs, configuration));
      List<Middleware> around = new ArrayList<>(enabled(configuration));
      around.addAll(plan.middleware());
      problems.throwIfAny();
      return wire(
          Objects.requireNonNull(transport),
          Objects.requireNonNull(chosenCodecs),
          around,
          configuration);
    }

    private Wiring wire(
        TransportChoice transport,
        CodecChoice chosenCodecs,
        List<Middleware> around,
        Configuration configuration) {
      Limits limits = plan.limits().over(configuration.limits());
      Boolean strict = plan.strictReturns();
      ServerDoorSetup.Shared shared =
          new ServerDoorSetup.Shared(
              chosenCodecs.codecs(),
              plan.states(),
              strict != null
                  ? strict
                  : configuration.get(
                      CoreSettings.STRICT_RETURNS_KEY, CoreSettings.STRICT_RETURNS));
      Workers workers =
          new Workers(
              limits.get(Limits.MAX_IN_FLIGHT),
              limits.get(Limits.MAX_IN_FLIGHT_PER_CLIENT),
              GatheredBytes.ofHeap(limits.get(Limits.MAX_GATHERED_PERCENT)));
      DoorWiring doors = new DoorWiring(limits, around, shared, workers, problems);
      SlotOrder.check("the server", List.of(), around, problems);
      List<WiredDoor> wired =
          doors.wire(new ConfiguredDoors(configuration, problems).of(plan.doors()));
      problems.throwIfAny();
      Boolean signals = plan.shutdownOnSignal();
      return new Wiring(
          transport,
          configuration.plugin(
              PluginKind.TRANSPORT.word(),
              transport.plugin().name(),
              transport.plugin().settings()),
          limits,
          wired,
          workers,
          signals != null
              ? signals
              : configuration.get(
                  CoreSettings.SHUTDOWN_ON_SIGNAL_KEY, CoreSettings.SHUTDOWN_ON_SIGNAL),
          report(transport, chosenCodecs));
    }

    private static <P extends Plugin> void declare(
        DeclaredKeys declared, PluginKind<P> kind, Plugins<P> plugins) {
      for (FoundPlugin<P> plugin : plugins.all()) {
        declared.addPlugin(kind.word(), plugin.name(), plugin.settings());
      }
    }

    private TransportChoice transport(
        @Nullable FoundPlugin<TransportProvider> given, Configuration configuration) {
      if (given != null) {
        return TransportChoice.given(given);
      }
      String named = plan.transportName();
      if (named != null) {
        return TransportChoice.named(transports, named, "transport(\"" + named + "\") in code");
      }
      return configuration
          .value(CoreSettings.TRANSPORT_KEY)
          .map(value ->
              TransportChoice.named(
                  transports,
                  value.text().strip(),
                  CoreSettings.TRANSPORT_KEY + ", " + value.origin()))
          .orElseGet(() -> TransportChoice.byPriority(transports));
    }

    /** The middleware that configuration enables, the outermost first. */
    private List<Middleware> enabled(Configuration configuration) {
      Configuration.Value names = configuration.value(CoreSettings.MIDDLEWARE_KEY).orElse(null);
      if (names == null) {
        return List.of();
      }
      List<Middleware> enabled = new ArrayList<>();
      for (String part : names.text().split(",", -1)) {
        String name = part.strip();
        if (name.isEmpty()) {
          continue;
        }
        Middleware made = problems.check(() -> create(name, names.origin(), configuration));
        if (made != null) {
          enabled.add(made);
          enabledNames.add(name);
        }
      }
      return enabled;
    }

    private Middleware create(String name, String origin, Configuration configuration) {
      FoundPlugin<MiddlewareProvider> plugin =
          middleware.named(name, CoreSettings.MIDDLEWARE_KEY + ", " + origin);
      Settings settings =
          configuration.plugin(PluginKind.MIDDLEWARE.word(), name, plugin.settings());
      return plugin.create(provider -> provider.create(settings));
    }

    private String report(TransportChoice transport, CodecChoice chosenCodecs) {
      StringBuilder line = new StringBuilder();
      line.append("transport ")
          .append(transport.plugin().name())
          .append(" (")
          .append(transport.why())
          .append("; found: ")
          .append(transports)
          .append("); codecs ")
          .append(
              chosenCodecs.codecs().isEmpty()
                  ? "none"
                  : String.join(
                      ", ", chosenCodecs.codecs().stream().map(codec -> codec.name()).toList()))
          .append(" (found: ")
          .append(codecs);
      chosenCodecs.notes().forEach(note -> line.append("; ").append(note));
      line.append("); middleware by configuration ")
          .append(enabledNames.isEmpty() ? "none" : String.join(", ", enabledNames))
          .append(" (found: ")
          .append(middleware)
          .append(')');
      return line.toString();
    }
  }
}
