package dev.weir.integration.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Jars;
import dev.weir.integration.process.Jvm;
import dev.weir.integration.process.RunningServer;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Where both transports are found: which one it is, and what the line at start says of it. */
@ParameterizedClass
@EnumSource(WayToStart.class)
class ChoiceOfTransportIT {
  private static final Pattern STARTING = Pattern.compile(".*Starting Weir \\d.*");

  @Parameter private WayToStart way;
  @TempDir private Path folder;

  @Test
  void theHigherPriorityWinsAndTheStartSaysSo() throws Exception {
    assertStarts(new Jvm(), "transport netty (the highest priority, ");
  }

  @Test
  void aSystemPropertyChooses() throws Exception {
    assertStarts(
        new Jvm().property("weir.transport", "nio"),
        "transport nio (weir.transport, a system property");
  }

  @Test
  void theEnvironmentChooses() throws Exception {
    assertStarts(
        new Jvm().environment("WEIR_TRANSPORT", "nio"),
        "transport nio (weir.transport, the environment variable WEIR_TRANSPORT");
  }

  @Test
  void codeBeatsConfiguration() throws Exception {
    assertStarts(
        new Jvm().property("weir.transport", "netty"),
        "transport nio (transport(\"nio\") in code",
        "--transport=nio");
  }

  @Test
  void onlyOneThatIsThereCanBeChosen() {
    Jvm jvm = new Jvm().property("weir.transport", "nettie");
    assertThat(way.refusal(jvm, Jars.serverOnBothTransports(), folder))
        .contains("'nettie'")
        .contains("weir.transport")
        .contains("netty, nio");
  }

  private void assertStarts(Jvm jvm, String chosen, String... arguments) throws Exception {
    try (RunningServer app = way.serve(jvm, Jars.serverOnBothTransports(), folder, arguments)) {
      UserApp.assertServes(app);
      assertThat(app.child().awaitErr(STARTING).group())
          .contains(chosen)
          .contains("found: netty, nio");
    }
  }
}
