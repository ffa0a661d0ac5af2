package dev.weir.core.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Limits;
import dev.weir.StartException;
import dev.weir.config.Settings;
import dev.weir.spi.transport.TransportProvider;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransportDiscoveryTest {
  @TempDir Path folder;

  @Test
  void theOnlyTransportFoundIsTaken() {
    TransportChoice choice =
        choose(TransportChoice::byPriority, transport("A", "alpha", "").build("a.jar"));
    assertThat(choice.plugin().name()).isEqualTo("alpha");
    assertThat(choice.why()).isEqualTo("the only one found");
  }

  @Test
  void theHighestPriorityWinsAndSaysWhy() {
    TransportChoice choice =
        choose(
            TransportChoice::byPriority,
            transport("A", "alpha", priority(1)).build("a.jar"),
            transport("B", "beta", priority(2)).build("b.jar"));
    assertThat(choice.plugin().name()).isEqualTo("beta");
    assertThat(choice.why()).contains("highest priority, 2");
  }

  @Test
  void twoOfTheSamePriorityAreATieThatNamesBoth() {
    assertRefused(
        () ->
            choose(
                TransportChoice::byPriority,
                transport("A", "alpha", "").build("a.jar"),
                transport("B", "beta", "").build("b.jar")),
        "same priority, 100",
        "'alpha' (A in " + folder.resolve("a.jar") + ")",
        "'beta' (B in " + folder.resolve("b.jar") + ")",
        "weir.transport=alpha");
  }

  @Test
  void anUnavailableTransportIsSkippedAndSaidWhy() {
    TransportChoice choice =
        choose(
            TransportChoice::byPriority,
            transport("A", "alpha", priority(1)).build("a.jar"),
            transport("B", "beta", priority(2) + unavailable("no kernel")).build("b.jar"));
    assertThat(choice.plugin().name()).isEqualTo("alpha");
    assertThat(choice.why()).contains("beta is unavailable: no kernel");
  }

  @Test
  void aTransportOfLowerPriorityIsNotAskedWhetherItIsAvailable() {
    TransportChoice choice =
        choose(
            TransportChoice::byPriority,
            transport("A", "alpha", priority(2)).build("a.jar"),
            transport(
                    "B",
                    "beta",
                    priority(1)
                        + "public String unavailabilityCause() { throw new AssertionError(); }")
                .build("b.jar"));
    assertThat(choice.plugin().name()).isEqualTo("alpha");
  }

  @Test
  void withAllUnavailableTheReasonsAndTheArtifactsAreNamed() {
    assertRefused(
        () ->
            choose(
                TransportChoice::byPriority,
                transport("B", "beta", unavailable("no kernel")).build("b.jar")),
        "beta is unavailable: no kernel",
        "dev.weir:weir-transport-nio");
  }

  @Test
  void withNoneTheErrorSaysWhichArtifactToAdd() {
    assertRefused(
        () -> choose(TransportChoice::byPriority),
        "No transport was found",
        "dev.weir:weir-transport-nio",
        "dev.weir:weir-transport-netty",
        "META-INF/services");
  }

  @Test
  void theOneThatIsNamedBeatsPriority() {
    TransportChoice choice =
        choose(
            found -> TransportChoice.named(found, "alpha", "weir.transport, a system property"),
            transport("A", "alpha", priority(1)).build("a.jar"),
            transport("B", "beta", priority(2)).build("b.jar"));
    assertThat(choice.plugin().name()).isEqualTo("alpha");
    assertThat(choice.why()).isEqualTo("weir.transport, a system property");
  }

  @Test
  void namingOneThatIsNotThereNamesThoseThatAre() {
    assertRefused(
        () ->
            choose(
                found -> TransportChoice.named(found, "alhpa", "code"),
                transport("A", "alpha", "").build("a.jar")),
        "no transport named 'alhpa' (code)",
        "found: alpha");
  }

  @Test
  void namingOneThatIsUnavailableIsAnError() {
    assertRefused(
        () ->
            choose(
                found -> TransportChoice.named(found, "beta", "code"),
                transport("A", "alpha", "").build("a.jar"),
                transport("B", "beta", unavailable("no kernel")).build("b.jar")),
        "'beta'",
        "is unavailable: no kernel");
  }

  @Test
  void twoOfOneNameNameBothJars() {
    assertRefused(
        () ->
            choose(
                TransportChoice::byPriority,
                transport("A", "alpha", "").build("a.jar"),
                transport("B", "alpha", "").build("b.jar")),
        folder.resolve("a.jar").toString(),
        folder.resolve("b.jar").toString());
  }

  @Test
  void theSameJarTwiceIsOnePlugin() {
    Path jar = transport("A", "alpha", "").build("a.jar");
    assertThat(choose(TransportChoice::byPriority, jar, jar).why()).isEqualTo("the only one found");
  }

  @Test
  void aPluginOfAnotherContractNamesItselfBothVersionsAndItsJar() {
    assertRefused(
        () ->
            choose(
                TransportChoice::byPriority,
                transport("A", "alpha", "public int contractVersion() { return 7; }")
                    .build("a.jar")),
        "plugin A in " + folder.resolve("a.jar"),
        "version 7",
        "this Weir has version 1");
  }

  @Test
  void aServiceFileThatNamesAMissingClassIsNamed() {
    assertRefused(
        () ->
            choose(
                TransportChoice::byPriority,
                new PluginJar(folder)
                    .service(TransportProvider.class.getName(), "com.example.Gone")
                    .build("gone.jar")),
        "com.example.Gone in " + folder.resolve("gone.jar"));
  }

  @Test
  void aClassThatDoesNotLinkIsNamed() {
    assertRefused(
        () ->
            choose(
                TransportChoice::byPriority,
                new PluginJar(folder)
                    .source("Base", "public class Base {}")
                    .source(
                        "Broken",
                        "public abstract class Broken extends Base"
                            + " implements dev.weir.spi.transport.TransportProvider {}")
                    .service(TransportProvider.class.getName(), "Broken")
                    .without("Base")
                    .build("broken.jar")),
        "Broken in " + folder.resolve("broken.jar"),
        "NoClassDefFoundError: Base");
  }

  @Test
  void aClassThatIsNoProviderIsNamed() {
    assertRefused(
        () ->
            choose(
                TransportChoice::byPriority,
                new PluginJar(folder)
                    .source("Other", "public class Other {}")
                    .service(TransportProvider.class.getName(), "Other")
                    .build("other.jar")),
        "Other in " + folder.resolve("other.jar"));
  }

  @Test
  void aConstructorThatThrowsNamesThePluginTheJarAndTheCause() {
    assertRefused(
        () ->
            choose(
                TransportChoice::byPriority,
                transport("A", "alpha", "public A() { throw new IllegalStateException(\"boom\"); }")
                    .build("a.jar")),
        "plugin A in " + folder.resolve("a.jar"),
        "IllegalStateException: boom");
  }

  @Test
  void anAnswerThatThrowsNamesThePluginAndTheQuestion() {
    assertRefused(
        () ->
            choose(
                TransportChoice::byPriority,
                transport(
                        "A", "alpha", "public int priority() { throw new LinkageError(\"old\"); }")
                    .build("a.jar")),
        "plugin A in " + folder.resolve("a.jar"),
        "priority",
        "old");
  }

  @Test
  void aNameThatIsNoNameIsRefused() {
    assertRefused(
        () -> choose(TransportChoice::byPriority, transport("A", "Alpha One", "").build("a.jar")),
        "plugin A",
        "'Alpha One'",
        "lower case with hyphens");
  }

  @Test
  void aCreateThatThrowsNamesThePluginTheJarAndTheCause() {
    TransportChoice choice =
        choose(TransportChoice::byPriority, transport("A", "alpha", "").build("a.jar"));
    assertRefused(
        () ->
            choice
                .plugin()
                .create(provider -> provider.create(Settings.defaults(), Limits.defaults())),
        "'alpha' (A in " + folder.resolve("a.jar") + ")",
        "not for use");
  }

  // ---- Help.

  private PluginJar transport(String className, String name, String body) {
    return new PluginJar(folder).transport(className, name, body);
  }

  private static String priority(int priority) {
    return "public int priority() { return " + priority + "; } ";
  }

  private static String unavailable(String cause) {
    return "public String unavailabilityCause() { return \"" + cause + "\"; } ";
  }

  private static TransportChoice choose(
      Function<Plugins<TransportProvider>, TransportChoice> choice, Path... jars) {
    try (URLClassLoader loader = PluginJar.loader(jars)) {
      return choice.apply(PluginFinder.find(PluginKind.TRANSPORT, loader));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertRefused(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call).isInstanceOf(StartException.class).message().contains(parts);
  }
}
