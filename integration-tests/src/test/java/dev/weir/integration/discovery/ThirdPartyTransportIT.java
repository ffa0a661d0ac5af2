package dev.weir.integration.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Jars;
import dev.weir.integration.process.Jvm;
import dev.weir.integration.process.RunningServer;
import dev.weir.spi.transport.TransportProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Transports of others next to ours. */
@ParameterizedClass
@EnumSource(WayToStart.class)
class ThirdPartyTransportIT {
  private static final String CAUSE = "the sea is too calm";

  @Parameter private WayToStart way;
  @TempDir private Path folder;

  @Test
  void twoOfOnePriorityAreATieThatNamesBoth() {
    Path left = transport("Left", PluginSources.transport("Left", "left"));
    Path right = transport("Right", PluginSources.transport("Right", "right"));
    assertThat(way.refusal(new Jvm(), with(left, right), folder))
        .contains("'left' (third.party.left.Left in ")
        .contains("'right' (third.party.right.Right in ")
        .contains(way.placeOf(left))
        .contains(way.placeOf(right))
        .contains("weir.transport");
  }

  @Test
  void aTieIsNoneForWhoChooses() throws Exception {
    Path left = transport("Left", PluginSources.transport("Left", "left"));
    Path right = transport("Right", PluginSources.transport("Right", "right"));
    Jvm jvm = new Jvm().property("weir.transport", "nio");
    try (RunningServer app = way.serve(jvm, with(left, right), folder)) {
      UserApp.assertServes(app);
    }
  }

  @Test
  void oneThatIsUnavailableIsPassedOverAndTheStartSaysWhy() throws Exception {
    try (RunningServer app = way.serve(new Jvm(), with(unavailable()), folder)) {
      UserApp.assertServes(app);
      assertThat(app.child().awaitErr(Pattern.compile(".*Starting Weir.*")).group())
          .contains("transport nio")
          .contains("found: sails, nio")
          .contains("sails is unavailable: " + CAUSE);
    }
  }

  @Test
  void askingForOneThatIsUnavailableIsAnErrorThatSaysWhy() {
    Jvm jvm = new Jvm().property("weir.transport", "sails");
    assertThat(way.refusal(jvm, with(unavailable()), folder))
        .contains("third.party.sails.Sails")
        .contains("weir.transport")
        .contains(CAUSE);
  }

  private Path unavailable() {
    return transport("Sails", PluginSources.unavailableTransport("Sails", "sails", CAUSE));
  }

  private Path transport(String className, String source) {
    String name = className.toLowerCase(Locale.ROOT);
    return SourceCode.pluginJar(
        folder.resolve(name + ".jar"),
        TransportProvider.class,
        "third.party." + name + "." + className,
        source);
  }

  private static List<Path> with(Path... plugins) {
    return Stream.concat(Stream.of(plugins), Jars.server("nio").stream()).toList();
  }
}
