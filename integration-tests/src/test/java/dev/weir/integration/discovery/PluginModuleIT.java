package dev.weir.integration.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.Jars;
import dev.weir.integration.process.Jvm;
import dev.weir.integration.process.RunningServer;
import dev.weir.middleware.MiddlewareProvider;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins that are modules and have no service file. */
class PluginModuleIT {
  @TempDir private Path folder;

  @Test
  void isFoundByWhatItProvides() throws Exception {
    List<Path> jars = with(module("third.party.stamp.Stamp", PluginSources.STAMP));
    Jvm jvm = new Jvm().property("weir.middleware", "stamp");
    try (RunningServer app = WayToStart.MODULE_PATH.serve(jvm, jars, folder);
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(UserApp.greet(client, app.url("/greet")).headers().firstValue("x-stamp"))
          .hasValue("stamped");
    }
  }

  @Test
  void stopsTheStartIfItsClassIsNotThere() {
    String plugin = "third.party.broken.Broken";
    List<Path> jars = with(SourceCode.loseClass(module(plugin, PluginSources.BROKEN), plugin));
    assertThat(WayToStart.MODULE_PATH.refusal(new Jvm(), jars, folder))
        .contains("The middleware plugin " + plugin + " in " + folder.resolve("plugin.jar"));
  }

  private Path module(String className, String source) {
    return SourceCode.pluginModule(
        folder.resolve("plugin.jar"), MiddlewareProvider.class, className, source);
  }

  private static List<Path> with(Path plugin) {
    return Stream.concat(Stream.of(plugin), Jars.server("nio").stream()).toList();
  }
}
