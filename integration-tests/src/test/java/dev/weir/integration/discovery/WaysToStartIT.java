package dev.weir.integration.discovery;

import dev.weir.integration.process.Jars;
import dev.weir.integration.process.Jvm;
import dev.weir.integration.process.RunningServer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program compiled against the API alone finds the rest, in whatever way it is deployed. */
class WaysToStartIT {
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
}
