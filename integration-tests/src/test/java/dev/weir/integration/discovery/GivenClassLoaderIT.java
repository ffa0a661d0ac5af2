package dev.weir.integration.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Jars;
import dev.weir.integration.process.Jvm;
import dev.weir.integration.process.RunningServer;
import dev.weir.middleware.MiddlewareProvider;
import java.net.http.HttpClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A plugin that only the class loader sees that the program gives to its server. */
class GivenClassLoaderIT {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(WayToStart.class)
  void isSearchedForPlugins(WayToStart way) throws Exception {
    assertStamped(way, "--plugins=" + stamp());
  }

  @Test
  void mayBeThatOfAModuleLayer() throws Exception {
    assertStamped(WayToStart.MODULE_PATH, "--plugin-module=" + stamp());
  }

  @ParameterizedTest
  @EnumSource(WayToStart.class)
  void isNeededToFindIt(WayToStart way) {
    stamp();
    assertThat(way.refusal(stamping(), Jars.server("nio"), folder)).contains("'stamp'");
  }

  private void assertStamped(WayToStart way, String argument) throws Exception {
    try (RunningServer app = way.serve(stamping(), Jars.server("nio"), folder, argument);
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(UserApp.greet(client, app.url("/greet")).headers().firstValue("x-stamp"))
          .hasValue("stamped");
    }
  }

  private static Jvm stamping() {
    return new Jvm().property("weir.middleware", "stamp");
  }

  private Path stamp() {
    return SourceCode.pluginJar(
        folder.resolve("stamp.jar"),
        MiddlewareProvider.class,
        "third.party.stamp.Stamp",
        PluginSources.STAMP);
  }
}
