package dev.weir.integration.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.codec.CodecProvider;
import dev.weir.integration.process.Jars;
import dev.weir.integration.process.Jvm;
import dev.weir.integration.process.RunningServer;
import dev.weir.middleware.MiddlewareProvider;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Plugins compiled against the API alone, in jars of their own. */
@ParameterizedClass
@EnumSource(WayToStart.class)
class ThirdPartyPluginIT {
  @Parameter private WayToStart way;
  @TempDir private Path folder;

  @Test
  void middlewareIsEnabledByItsNameAndTakesItsSettings() throws Exception {
    Path stamp = middleware("Stamp", PluginSources.STAMP);
    Jvm jvm =
        new Jvm()
            .property("weir.middleware", "stamp")
            .property("weir.middleware.stamp.text", "seen by a third party");
    try (RunningServer app = way.serve(jvm, with(stamp), folder);
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(UserApp.greet(client, app.url("/greet")).headers().firstValue("x-stamp"))
          .hasValue("seen by a third party");
    }
  }

  @Test
  void oneThatKnowsNothingOfModulesIsFoundToo() throws Exception {
    Path stamp =
        SourceCode.plainPluginJar(
            folder.resolve("stamp.jar"),
            MiddlewareProvider.class,
            "third.party.stamp.Stamp",
            PluginSources.STAMP);
    Jvm jvm = new Jvm().property("weir.middleware", "stamp");
    try (RunningServer app = way.serve(jvm, with(stamp), folder);
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(UserApp.greet(client, app.url("/greet")).headers().firstValue("x-stamp"))
          .hasValue("stamped");
    }
  }

  @Test
  void middlewareThatOnlyLiesThereDoesNothing() throws Exception {
    Path stamp = middleware("Stamp", PluginSources.STAMP);
    try (RunningServer app = way.serve(new Jvm(), with(stamp), folder);
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(UserApp.greet(client, app.url("/greet")).headers().firstValue("x-stamp"))
          .isEmpty();
    }
  }

  @Test
  void aMisspeltSettingOfAPluginIsAnError() {
    Path stamp = middleware("Stamp", PluginSources.STAMP);
    Jvm jvm = new Jvm().property("weir.middleware.stamp.txt", "seen");
    assertThat(way.refusal(jvm, with(stamp), folder))
        .contains("weir.middleware.stamp.txt")
        .contains("weir.middleware.stamp.text");
  }

  @Test
  void anUnknownNameOfMiddlewareIsAnErrorThatNamesThoseThere() {
    Path stamp = middleware("Stamp", PluginSources.STAMP);
    Jvm jvm = new Jvm().property("weir.middleware", "stmp");
    assertThat(way.refusal(jvm, with(stamp), folder)).contains("'stmp'").contains("stamp");
  }

  @Test
  void aCodecIsNegotiatedWithOurs() throws Exception {
    Path shout =
        SourceCode.pluginJar(
            folder.resolve("shout.jar"),
            CodecProvider.class,
            "third.party.shout.Shout",
            PluginSources.SHOUT);
    try (RunningServer app = way.serve(new Jvm(), with(shout), folder);
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
    assertThat(way.refusal(new Jvm(), with(future), folder))
        .contains("third.party.fromthefuture.FromTheFuture")
        .contains(way.placeOf(future))
        .contains("99");
  }

  @Test
  void oneThatCannotBeMadeStopsTheStartWithItsCause() {
    Path broken = middleware("Broken", PluginSources.BROKEN);
    assertThat(way.refusal(new Jvm(), with(broken), folder))
        .contains("third.party.broken.Broken")
        .contains(way.placeOf(broken))
        .contains("the moon is full");
  }

  @Test
  void oneWhoseClassIsNotThereStopsTheStart() {
    Path hollow =
        SourceCode.loseClass(
            middleware("Broken", PluginSources.BROKEN), "third.party.broken.Broken");
    assertThat(way.refusal(new Jvm(), with(hollow), folder))
        .contains("third.party.broken.Broken")
        .contains(way.placeOf(hollow));
  }

  @Test
  void twoOfOneNameStopTheStart() {
    Path one = middleware("Stamp", PluginSources.STAMP);
    Path other =
        SourceCode.pluginJar(
            folder.resolve("other.jar"),
            MiddlewareProvider.class,
            "third.party.other.Stamp",
            PluginSources.STAMP.replace("third.party.stamp", "third.party.other"));
    assertThat(way.refusal(new Jvm(), with(one, other), folder))
        .contains("stamp")
        .contains(way.placeOf(one))
        .contains(way.placeOf(other));
  }

  private Path middleware(String className, String source) {
    String name = className.toLowerCase(Locale.ROOT);
    return SourceCode.pluginJar(
        folder.resolve(name + ".jar"),
        MiddlewareProvider.class,
        "third.party." + name + "." + className,
        source);
  }

  private static List<Path> with(Path... plugins) {
    return Stream.concat(Stream.of(plugins), Jars.server("nio").stream()).toList();
  }
}
