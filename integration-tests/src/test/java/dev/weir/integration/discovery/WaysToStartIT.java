package dev.weir.integration.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Jars;
import dev.weir.integration.process.Jvm;
import dev.weir.integration.process.RunningServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program compiled against the API alone finds the rest, in whatever way it is deployed. */
class WaysToStartIT {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"nio", "netty"})
  void onTheClassPath(String transport) throws Exception {
    try (RunningServer app = UserApp.start(new Jvm(), Jars.server(transport))) {
      UserApp.assertServes(app);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nio", "netty"})
  void onTheModulePath(String transport) throws Exception {
    Jvm jvm = new Jvm().modulePath(UserApp.with(Jars.server(transport)));
    try (RunningServer app = RunningServer.of(jvm.start("-m", "app/" + UserApp.MAIN))) {
      UserApp.assertServes(app);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nio", "netty"})
  void fromOneShadedJar(String transport) throws Exception {
    Jvm jvm = new Jvm().property("weir.transport", transport); // it holds both
    try (RunningServer app = RunningServer.of(jvm.start("-jar", UserApp.shadedJar().toString()))) {
      UserApp.assertServes(app);
    }
  }

  // ---- Linux's sockets, in a module of a name: native access is enabled for that alone.

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = {"amd64", "aarch64"})
  void onTheModulePathByLinuxsSockets() throws Exception {
    Jvm jvm = linuxsSockets().option("--enable-native-access=dev.weir.transport.nio");
    try (RunningServer app = WayToStart.MODULE_PATH.serve(jvm, Jars.server("nio"), folder)) {
      UserApp.assertServes(app);
      assertThat(app.child().said()).doesNotContain("WARNING");
    }
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = {"amd64", "aarch64"})
  void theModuleThatMayNotUseLinuxsSocketsIsNamed() {
    assertThat(WayToStart.MODULE_PATH.refusal(linuxsSockets(), Jars.server("nio"), folder))
        .contains("--enable-native-access=dev.weir.transport.nio")
        .contains("weir.transport.nio.sockets");
  }

  private static Jvm linuxsSockets() {
    return new Jvm().property("weir.transport.nio.sockets", "linux");
  }
}
