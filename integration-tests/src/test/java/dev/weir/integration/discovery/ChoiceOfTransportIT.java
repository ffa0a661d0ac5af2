package dev.weir.integration.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Jars;
import dev.weir.integration.process.Jvm;
import dev.weir.integration.process.RunningServer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** With both transports on the class path. */
class ChoiceOfTransportIT {
  @Test
  void theHigherPriorityWinsAndTheStartSaysSo() throws Exception {
    try (RunningServer app = UserApp.start(new Jvm(), Jars.serverOnBothTransports())) {
      UserApp.assertServes(app);
      String line = app.child().awaitErr(Pattern.compile(".*highest priority.*")).group();
      assertThat(line).contains("netty").contains("nio");
    }
  }

  @Test
  void aSystemPropertyChooses() throws Exception {
    Jvm jvm = new Jvm().property("weir.transport", "nio");
    try (RunningServer app = UserApp.start(jvm, Jars.serverOnBothTransports())) {
      UserApp.assertServes(app);
      assertThat(app.child().awaitErr(Pattern.compile(".*transport.*weir\\.transport.*")).group())
          .contains("nio");
    }
  }

  @Test
  void theEnvironmentChooses() throws Exception {
    Jvm jvm = new Jvm().environment("WEIR_TRANSPORT", "nio");
    try (RunningServer app = UserApp.start(jvm, Jars.serverOnBothTransports())) {
      UserApp.assertServes(app);
      assertThat(app.child().awaitErr(Pattern.compile(".*transport.*WEIR_TRANSPORT.*")).group())
          .contains("nio");
    }
  }

  @Test
  void onlyOneThatIsThereCanBeChosen() {
    Jvm jvm = new Jvm().property("weir.transport", "nettie");
    assertThat(UserApp.refusal(jvm, Jars.serverOnBothTransports()))
        .contains("'nettie'")
        .contains("weir.transport")
        .contains("netty, nio");
  }
}
