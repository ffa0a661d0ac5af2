package dev.weir.integration.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Jars;
import dev.weir.integration.process.Jvm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fat jars by tools that nobody told about service files. */
class UnmergedServiceFilesIT {
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
