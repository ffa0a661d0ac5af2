package dev.weir.integration.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Jars;
import dev.weir.integration.process.Jvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is missing is said at start, with what to add. */
class MissingPartsIT {
  @Test
  void withoutACoreItNamesTheArtifact() {
    List<Path> jars = Jars.without(Jars.server("nio"), "weir-server-core");
    assertThat(UserApp.refusal(new Jvm(), jars)).contains("dev.weir:weir-server-core");
  }

  @Test
  void withoutATransportItNamesTheArtifacts() {
    assertThat(UserApp.refusal(new Jvm(), Jars.common()))
        .contains("dev.weir:weir-transport-nio")
        .contains("dev.weir:weir-transport-netty");
  }

  @Test
  void withoutACodecItNamesTheRouteThatWantsOne() {
    List<Path> jars = Jars.without(Jars.server("nio"), "weir-codec-json");
    assertThat(UserApp.refusal(new Jvm(), jars)).contains("/greet").contains("Greeting");
  }

  @Test
  void aFatJarThatLostItsServiceFilesSaysSo(@TempDir Path folder) {
    Path fat =
        JarFiles.fat(
            UserApp.with(Jars.server("nio")),
            folder.resolve("fat.jar"),
            UserApp.MAIN,
            JarFiles.Services.LEFT_OUT);
    assertThat(UserApp.refusal(new Jvm().start("-jar", fat.toString())))
        .contains("dev.weir:weir-server-core")
        .contains("META-INF/services");
  }

  @Test
  void aFatJarThatLostOneOfTwoTransportsSaysWhichItHas(@TempDir Path folder) {
    Path fat =
        JarFiles.fat(
            UserApp.with(Jars.serverOnBothTransports()), // NIO's jar comes first
            folder.resolve("fat.jar"),
            UserApp.MAIN,
            JarFiles.Services.FIRST_WINS);
    Jvm jvm = new Jvm().property("weir.transport", "netty");
    assertThat(UserApp.refusal(jvm.start("-jar", fat.toString())))
        .contains("netty")
        .contains("found: nio");
  }
}
