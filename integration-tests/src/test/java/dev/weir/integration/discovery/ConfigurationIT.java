package dev.weir.integration.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Jars;
import dev.weir.integration.process.Jvm;
import dev.weir.integration.process.RunningServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Where configuration comes from, and what is said about what is wrong with it. */
@ParameterizedClass
@EnumSource(WayToStart.class)
class ConfigurationIT {
  private static final String TOO_SMALL_FOR_ANN = "10";

  @Parameter private WayToStart way;
  @TempDir private Path folder;

  @Test
  void aMisspeltKeyIsAnErrorThatNamesTheNearest() {
    assertThat(refusal(new Jvm().property("weir.limits.max-conections", "7")))
        .contains("weir.limits.max-conections")
        .contains("weir.limits.max-connections");
  }

  @Test
  void aMisspeltVariableIsAnErrorThatNamesTheNearest() {
    assertThat(refusal(new Jvm().environment("WEIR_LIMITS_MAX_CONECTIONS", "7")))
        .contains("WEIR_LIMITS_MAX_CONECTIONS")
        .containsIgnoringCase("max_connections");
  }

  @Test
  void anOptionThatTheTransportDoesNotHaveIsAnErrorThatNamesTheNearest() {
    assertThat(refusal(new Jvm().property("weir.transport.nio.lops", "2")))
        .contains("weir.transport.nio.lops")
        .contains("weir.transport.nio.loops");
  }

  @Test
  void aValueThatIsNotAllowedIsAnErrorThatSaysWhatIs() {
    assertThat(refusal(new Jvm().property("weir.limits.max-connections", "many")))
        .contains("weir.limits.max-connections")
        .contains("many");
  }

  /** Though it makes nothing of them before the first type. */
  @Test
  void aValueThatTheCodecDoesNotAllowIsAnErrorAtStart() {
    assertThat(refusal(new Jvm().property("weir.codec.json.max-depth", "abc")))
        .contains("weir.codec.json.max-depth")
        .contains("abc");
    assertThat(refusal(new Jvm().property("weir.codec.json.max-depth", "0")))
        .contains("weir.codec.json.max-depth")
        .contains("10000");
  }

  @Test
  void anOptionThatTheCodecDoesNotHaveIsAnErrorThatNamesTheNearest() {
    assertThat(refusal(new Jvm().property("weir.codec.json.max-dpeth", "7")))
        .contains("weir.codec.json.max-dpeth")
        .contains("weir.codec.json.max-depth");
  }

  @Test
  void aFileThatIsNotThereIsAnError() {
    assertThat(refusal(new Jvm().property("weir.config.file", "/nowhere/weir.conf")))
        .contains("/nowhere/weir.conf");
  }

  @Test
  void aKeyOfAFileIsNamedWithTheFile() throws IOException {
    Path file = Files.writeString(folder.resolve("weir.conf"), "weir.limits { max-bdy = 10 }");
    assertThat(refusal(new Jvm().property("weir.config.file", file.toString())))
        .contains("max-bdy")
        .contains("max-body")
        .contains("weir.conf");
  }

  @Test
  void theEnvironmentSetsLimits() throws Exception {
    assertBodiesAreLimited(new Jvm().environment("WEIR_LIMITS_MAX_BODY", TOO_SMALL_FOR_ANN));
  }

  @Test
  void systemPropertiesSetLimitsAndBeatTheEnvironment() throws Exception {
    assertBodiesAreLimited(
        new Jvm()
            .environment("WEIR_LIMITS_MAX_BODY", "1000")
            .property("weir.limits.max-body", TOO_SMALL_FOR_ANN));
  }

  @Test
  void aFileSetsLimits() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("weir.properties"), "weir.limits.max-body=" + TOO_SMALL_FOR_ANN + "\n");
    assertBodiesAreLimited(new Jvm().property("weir.config.file", file.toString()));
  }

  private void assertBodiesAreLimited(Jvm jvm) throws Exception {
    try (RunningServer app = way.serve(jvm, Jars.server("nio"), folder);
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(UserApp.greet(client, app.url("/greet")).statusCode()).isEqualTo(413);
    }
  }

  private String refusal(Jvm jvm) {
    return way.refusal(jvm, Jars.server("nio"), folder);
  }
}
