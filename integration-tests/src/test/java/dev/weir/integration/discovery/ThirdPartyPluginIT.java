package dev.weir.integration.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.codec.CodecProvider;
import dev.weir.integration.process.Jars;
import dev.weir.integration.process.Jvm;
import dev.weir.integration.process.RunningServer;
import dev.weir.middleware.MiddlewareProvider;
import dev.weir.spi.transport.TransportProvider;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins compiled against the API alone, in jars of their own. */
class ThirdPartyPluginIT {
  @TempDir private Path folder;

  @Test
  void middlewareIsEnabledByItsNameAndTakesItsSettings() throws Exception {
    Path stamp = middleware("Stamp", PluginSources.STAMP);
    Jvm jvm =
        new Jvm()
            .property("weir.middleware", "stamp")
            .property("weir.middleware.stamp.text", "seen by a third party");
    try (RunningServer app = UserApp.start(jvm, with(stamp));
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(UserApp.greet(client, app.url("/greet")).headers().firstValue("x-stamp"))
          .hasValue("seen by a third party");
    }
  }

  @Test
  void middlewareThatOnlyLiesThereDoesNothing() throws Exception {
    Path stamp = middleware("Stamp", PluginSources.STAMP);
    try (RunningServer app = UserApp.start(new Jvm(), with(stamp));
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(UserApp.greet(client, app.url("/greet")).headers().firstValue("x-stamp"))
          .isEmpty();
    }
  }

  @Test
  void aMisspeltSettingOfAPluginIsAnError() {
    Path stamp = middleware("Stamp", PluginSources.STAMP);
    Jvm jvm = new Jvm().property("weir.middleware.stamp.txt", "seen");
    assertThat(UserApp.refusal(jvm, with(stamp)))
        .contains("weir.middleware.stamp.txt")
        .contains("weir.middleware.stamp.text");
  }

  @Test
  void anUnknownNameOfMiddlewareIsAnErrorThatNamesThoseThere() {
    Path stamp = middleware("Stamp", PluginSources.STAMP);
    Jvm jvm = new Jvm().property("weir.middleware", "stmp");
    assertThat(UserApp.refusal(jvm, with(stamp))).contains("'stmp'").contains("stamp");
  }

  @Test
  void aCodecIsNegotiatedWithOurs() throws Exception {
    Path shout =
        SourceCode.pluginJar(
            folder.resolve("shout.jar"),
            CodecProvider.class,
            "third.party.Shout",
            PluginSources.SHOUT);
    try (RunningServer app = UserApp.start(new Jvm(), with(shout));
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> loud =
          UserApp.greet(
              client, app.url("/greet"), "Accept", "text/x-shout, application/json;q=0.5");
      assertThat(loud.headers().firstValue("content-type")).hasValue("text/x-shout");
      assertThat(loud.body()).isEqualTo("GREETING[NAME=ANN, TIMES=3]");
      HttpResponse<String> json =
          UserApp.greet(client, app.url("/greet"), "Accept", "application/*");
      assertThat(json.body()).isEqualTo("{\"name\":\"Ann\",\"times\":3}");
    }
  }

  @Test
  void onesOfAnotherContractStopTheStart() {
    Path future = middleware("FromTheFuture", PluginSources.FROM_THE_FUTURE);
    assertThat(UserApp.refusal(new Jvm(), with(future)))
        .contains("third.party.FromTheFuture")
        .contains(future.getFileName().toString())
        .contains("99");
  }

  @Test
  void oneThatCannotBeMadeStopsTheStartWithItsCause() {
    Path broken = middleware("Broken", PluginSources.BROKEN);
    assertThat(UserApp.refusal(new Jvm(), with(broken)))
        .contains("third.party.Broken")
        .contains(broken.getFileName().toString())
        .contains("the moon is full");
  }

  @Test
  void oneWhoseClassIsNotThereStopsTheStart() {
    Path empty =
        JarFiles.pack(
            folder,
            folder.resolveSibling(folder.getFileName() + "-hollow.jar"),
            java.util.Map.of(
                "META-INF/services/" + MiddlewareProvider.class.getName(), "third.party.Gone\n"));
    assertThat(UserApp.refusal(new Jvm(), with(empty)))
        .contains("third.party.Gone")
        .contains(empty.getFileName().toString());
  }

  @Test
  void twoOfOneNameStopTheStart() {
    Path one = middleware("Stamp", PluginSources.STAMP);
    Path other =
        SourceCode.pluginJar(
            folder.resolve("other.jar"),
            MiddlewareProvider.class,
            "third.party.Other",
            PluginSources.STAMP.replace("class Stamp", "class Other"));
    assertThat(UserApp.refusal(new Jvm(), with(one, other)))
        .contains("stamp")
        .contains(one.getFileName().toString())
        .contains(other.getFileName().toString());
  }

  @Test
  void twoTransportsOfOnePriorityAreATieThatNamesBoth() {
    assertThat(
            UserApp.refusal(
                new Jvm(), with(transport("Left", "left"), transport("Right", "right"))))
        .contains("left")
        .contains("right")
        .contains("left.jar")
        .contains("right.jar")
        .contains("weir.transport");
  }

  @Test
  void aTieIsNoneForWhoChooses() throws Exception {
    Jvm jvm = new Jvm().property("weir.transport", "nio");
    List<Path> jars = with(transport("Left", "left"), transport("Right", "right"));
    try (RunningServer app = UserApp.start(jvm, jars)) {
      UserApp.assertServes(app);
    }
  }

  private Path middleware(String className, String source) {
    return SourceCode.pluginJar(
        folder.resolve(className.toLowerCase(java.util.Locale.ROOT) + ".jar"),
        MiddlewareProvider.class,
        "third.party." + className,
        source);
  }

  private Path transport(String className, String name) {
    return SourceCode.pluginJar(
        folder.resolve(name + ".jar"),
        TransportProvider.class,
        "third.party." + className,
        PluginSources.transport(className, name));
  }

  private static List<Path> with(Path... plugins) {
    return Stream.concat(Stream.of(plugins), Jars.server("nio").stream()).toList();
  }
}
