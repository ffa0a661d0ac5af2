package dev.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Limits;
import dev.weir.StartException;
import dev.weir.config.Setting;
import dev.weir.config.Settings;
import dev.weir.core.wiring.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
  private static final Setting<Integer> LOOPS =
      Setting.integer("loops", 1, 1, 64, "the number of loops");
  private static final Setting<Boolean> DIRECT_IO =
      Setting.bool("direct-io", false, "whether to go round the cache");

  @TempDir Path folder;

  // ---- Each source.

  @Test
  void codeSetsAValue() {
    Configuration configuration = load(code("weir.limits.max-body", "1KiB"));
    assertThat(configuration.limits().get(Limits.MAX_BODY)).isEqualTo(1024);
  }

  @Test
  void aSystemPropertySetsAValue() {
    Configuration configuration = load(system("weir.limits.max-body", "2KiB"));
    assertThat(configuration.limits().get(Limits.MAX_BODY)).isEqualTo(2048);
  }

  @Test
  void theEnvironmentSetsAValueWithUnderscoresForDotsAndHyphens() {
    Configuration configuration =
        load(
            environment(
                Map.of("WEIR_LIMITS_MAX_BODY", "3KiB", "WEIR_TRANSPORT_NIO_DIRECT_IO", "true")));
    assertThat(configuration.limits().get(Limits.MAX_BODY)).isEqualTo(3072);
    assertThat(nio(configuration).get(DIRECT_IO)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.properties:weir.limits.max-body=4KiB",
        "a.properties:weir.limits.max-body = \\\n  4KiB",
        "a.conf:weir.limits.max-body = 4KiB",
        "a.conf:weir { limits { max-body = 4096 } }",
        "a.json:{\"weir\": {\"limits\": {\"max-body\": \"4KiB\"}}}",
        "a.json:{\"weir.limits.max-body\": 4096}"
      })
  void aFileSetsAValue(String nameAndText) throws IOException {
    assertThat(load(file(nameAndText)).limits().get(Limits.MAX_BODY)).isEqualTo(4096);
  }

  @Test
  void aSystemPropertyNamesTheFile() throws IOException {
    Path file = Files.writeString(folder.resolve("b.properties"), "weir.strict-returns=true");
    Configuration configuration = load(system("weir.config.file", file.toString()));
    assertThat(configuration.get(CoreSettings.STRICT_RETURNS_KEY, CoreSettings.STRICT_RETURNS))
        .isTrue();
  }

  @Test
  void whatNobodySetsIsTheDefault() {
    Configuration configuration = load(code());
    assertThat(configuration.limits().get(Limits.MAX_BODY))
        .isEqualTo(Limits.MAX_BODY.defaultValue());
    assertThat(nio(configuration).explicit(LOOPS)).isEmpty();
    assertThat(configuration.value(CoreSettings.TRANSPORT_KEY)).isEmpty();
  }

  @Test
  void aFileMayHoldOtherProgramsKeys() throws IOException {
    Configuration configuration =
        load(file("a.conf:app { name = shop, list = [{a = 1}] }\nweir.strict-returns = true"));
    assertThat(configuration.value(CoreSettings.STRICT_RETURNS_KEY)).isPresent();
  }

  // ---- Precedence.

  @Test
  void codeBeatsSystemPropertiesBeatTheEnvironmentBeatsTheFile() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a.properties"),
            """
            weir.limits.max-headers=1
            weir.limits.max-connections=1
            weir.limits.max-in-flight=1
            weir.limits.max-frame=1
            """);
    Limits limits =
        load(new ConfigSources(
                Map.of("weir.limits.max-headers", "4"),
                Map.of("weir.limits.max-headers", "3", "weir.limits.max-connections", "3"),
                Map.of(
                    "WEIR_LIMITS_MAX_HEADERS", "2",
                    "WEIR_LIMITS_MAX_CONNECTIONS", "2",
                    "WEIR_LIMITS_MAX_IN_FLIGHT", "2"),
                file))
            .limits();
    assertThat(limits.get(Limits.MAX_HEADERS)).isEqualTo(4);
    assertThat(limits.get(Limits.MAX_CONNECTIONS)).isEqualTo(3);
    assertThat(limits.get(Limits.MAX_IN_FLIGHT)).isEqualTo(2);
    assertThat(limits.get(Limits.MAX_FRAME)).isEqualTo(1);
  }

  @Test
  void theFileGivenInCodeBeatsTheOneThatIsConfigured() throws IOException {
    Path given = Files.writeString(folder.resolve("given.properties"), "weir.transport=nio");
    Configuration configuration =
        load(
            new ConfigSources(
                Map.of(), Map.of("weir.config.file", "/nowhere.properties"), Map.of(), given));
    assertThat(configuration.value(CoreSettings.TRANSPORT_KEY).orElseThrow().text())
        .isEqualTo("nio");
  }

  // ---- A key that is a value and a prefix.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.properties:weir.transport=nio\nweir.transport.nio.loops=2",
        "a.properties:weir.transport.nio.loops=2\nweir.transport=nio",
        "a.conf:\"weir.transport\" = nio\nweir.transport.nio.loops = 2",
        "a.conf:weir.transport { use = nio, nio { loops = 2 } }",
        "a.json:{\"weir\": {\"transport\": {\"use\": \"nio\", \"nio\": {\"loops\": 2}}}}",
        "a.json:{\"weir.transport\": \"nio\", \"weir.transport.nio.loops\": 2}"
      })
  void aFileChoosesAndConfiguresTheTransport(String nameAndText) throws IOException {
    Configuration configuration = load(file(nameAndText));
    assertThat(configuration.value(CoreSettings.TRANSPORT_KEY).orElseThrow().text())
        .isEqualTo("nio");
    assertThat(nio(configuration).get(LOOPS)).isEqualTo(2);
  }

  @Test
  void systemPropertiesChooseAndConfigureTheTransport() {
    Configuration configuration =
        load(
            new ConfigSources(
                Map.of(),
                Map.of("weir.transport", "nio", "weir.transport.nio.loops", "2"),
                Map.of(),
                null));
    assertThat(configuration.value(CoreSettings.TRANSPORT_KEY).orElseThrow().origin())
        .isEqualTo("a system property");
    assertThat(nio(configuration).get(LOOPS)).isEqualTo(2);
  }

  @Test
  void aListOfMiddlewareIsTheSameAsCommas() throws IOException {
    Configuration configuration = load(file("a.conf:weir.middleware = [access-log, metrics]"));
    assertThat(configuration.value(CoreSettings.MIDDLEWARE_KEY).orElseThrow().text())
        .isEqualTo("access-log,metrics");
  }

  // ---- Unknown.

  @Test
  void anUnknownKeyInCodeIsNamedWithTheNearest() {
    assertRefused(
        code("weir.limits.max-bodi", "1"),
        "weir.limits.max-bodi",
        "in code",
        "weir.limits.max-body?");
  }

  @Test
  void aKeyInCodeWithoutThePrefixIsUnknown() {
    assertRefused(code("limits.max-body", "1"), "limits.max-body", "weir.limits.max-body?");
  }

  @Test
  void anUnknownSystemPropertyIsNamedWithTheNearest() {
    assertRefused(
        system("weir.transprot", "nio"), "weir.transprot", "system property", "weir.transport?");
  }

  @Test
  void anUnknownVariableIsNamedWithTheNearest() {
    assertRefused(
        environment(Map.of("WEIR_LIMIT_MAX_BODY", "1")),
        "WEIR_LIMIT_MAX_BODY",
        "WEIR_LIMITS_MAX_BODY?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.properties:# a comment \\\n\nweir.limits.max-bdy=1",
        "a.conf:\n\nweir.limits.max-bdy=1",
        "a.json:{\n\n\"weir.limits.max-bdy\": 1}"
      })
  void anUnknownKeyInAFileIsNamedWithItsLine(String nameAndText) throws IOException {
    assertRefused(file(nameAndText), "weir.limits.max-bdy", ":3)", "weir.limits.max-body?");
  }

  @Test
  void whatIsFarFromAllIsNotGuessed() {
    assertThatThrownBy(() -> load(code("weir.colour", "blue")))
        .isInstanceOf(StartException.class)
        .message()
        .contains("weir.colour")
        .doesNotContain("did you mean");
  }

  @Test
  void aSettingOfAPluginThatIsNotThereSaysSo() {
    assertRefused(
        system("weir.transport.netty.loops", "2"),
        "weir.transport.netty.loops",
        "no transport named 'netty' was found (found: nio)");
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    assertRefused(
        new ConfigSources(
            Map.of("weir.a", "1"), Map.of("weir.b", "1"), Map.of("WEIR_C", "1"), null),
        "3 reasons",
        "weir.a",
        "weir.b",
        "WEIR_C");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WEIR_JAVA_OPTS",
        "WEIR_SERVICE_HOST",
        "WEIR_SERVICE_PORT",
        "WEIR_SERVICE_PORT_HTTP",
        "WEIR_PORT",
        "WEIR_PORT_8080_TCP",
        "WEIR_PORT_8080_TCP_ADDR",
        "WEIR_SHOP_SERVICE_HOST"
      })
  void variablesOfLaunchersAndOrchestratorsAreNotOurs(String name) {
    assertThat(load(environment(Map.of(name, "tcp://10.0.0.1:80"))).limits()).isNotNull();
  }

  // ---- Malformed.

  @Test
  void aMalformedValueIsNamedWithItsOriginAndWhatWasExpected() {
    assertRefused(
        system("weir.limits.header-timeout", "soon"),
        "weir.limits.header-timeout",
        "system property",
        "'soon'",
        "expected a length of time");
    assertRefused(
        environment(Map.of("WEIR_STRICT_RETURNS", "yes")), "WEIR_STRICT_RETURNS", "true or false");
    assertRefused(code("weir.limits.max-headers", "0"), "weir.limits.max-headers", "from 1 to");
  }

  @Test
  void aMalformedValueInAFileIsNamedWithItsLine() throws IOException {
    assertRefused(
        file("a.conf:weir.strict-returns = true\nweir.limits.max-headers = many"), "a.conf:2");
  }

  @Test
  void aMalformedValueIsRefusedAlsoWhereAStrongerOneHidesIt() {
    assertRefused(
        new ConfigSources(
            Map.of("weir.limits.max-headers", "5"),
            Map.of("weir.limits.max-headers", "many"),
            Map.of(),
            null),
        "'many'");
  }

  @Test
  void aFileThatDoesNotParseIsNamedWithItsLine() throws IOException {
    assertRefused(file("a.conf:weir {\n limits {"), "a.conf", "can't be read");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path missing = folder.resolve("missing.conf");
    assertRefused(
        new ConfigSources(Map.of(), Map.of(), Map.of(), missing),
        missing.toString(),
        "doesn't exist");
  }

  @Test
  void aFileOfAnotherKindIsRefused() throws IOException {
    assertRefused(file("a.yaml:weir: {}"), "a.yaml", ".properties, .conf or .json");
  }

  @Test
  void theFileCannotNameAFile() throws IOException {
    assertRefused(file("a.properties:weir.config.file=b.properties"), "weir.config.file", "itself");
  }

  @Test
  void aValueThatANestedFileLosesIsRefused() throws IOException {
    assertRefused(
        file("a.conf:weir.transport = nio\nweir.transport.nio.loops = 2"),
        "weir.transport (",
        "a.conf",
        "give the value to weir.transport.use");
  }

  @Test
  void aKeySetTwiceInOneSourceIsRefused() throws IOException {
    assertRefused(
        file("a.properties:weir.transport=nio\nweir.transport.use=netty"),
        "set twice",
        "'nio'",
        "a.properties:1",
        "'netty'",
        "a.properties:2");
  }

  // ---- Help.

  private static DeclaredKeys declared() {
    DeclaredKeys declared = new DeclaredKeys();
    declared.addPlugin("transport", "nio", List.of(LOOPS, DIRECT_IO));
    return declared;
  }

  private static Settings nio(Configuration configuration) {
    return configuration.plugin("transport", "nio", List.of(LOOPS, DIRECT_IO));
  }

  private static Configuration load(ConfigSources sources) {
    Problems problems = new Problems();
    Configuration configuration = Configuration.load(sources, declared(), problems);
    problems.throwIfAny();
    return configuration;
  }

  private static void assertRefused(ConfigSources sources, String... parts) {
    assertThatThrownBy(() -> load(sources))
        .isInstanceOf(StartException.class)
        .message()
        .contains(parts);
  }

  private static ConfigSources code(String... keyAndValue) {
    return new ConfigSources(map(keyAndValue), Map.of(), Map.of(), null);
  }

  private static ConfigSources system(String... keyAndValue) {
    return new ConfigSources(Map.of(), map(keyAndValue), Map.of(), null);
  }

  private static ConfigSources environment(Map<String, String> environment) {
    return new ConfigSources(Map.of(), Map.of(), environment, null);
  }

  private ConfigSources file(String nameAndText) throws IOException {
    int colon = nameAndText.indexOf(':');
    Path file = folder.resolve(nameAndText.substring(0, colon));
    return new ConfigSources(
        Map.of(), Map.of(), Map.of(), Files.writeString(file, nameAndText.substring(colon + 1)));
  }

  private static Map<String, String> map(String... keyAndValue) {
    return keyAndValue.length == 0 ? Map.of() : Map.of(keyAndValue[0], keyAndValue[1]);
  }
}
