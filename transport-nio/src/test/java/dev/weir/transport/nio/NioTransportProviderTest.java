package dev.weir.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Limits;
import dev.weir.config.Settings;
import dev.weir.spi.transport.Transport;
import dev.weir.spi.transport.TransportProvider;
import dev.weir.transport.nio.NioTransportProvider.Sockets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class NioTransportProviderTest {
  private static final String ENABLED = "--enable-native-access=ALL-UNNAMED";

  @Test
  void theProviderIsFoundAndMakesWhatItsSettingsSay() {
    TransportProvider provider =
        ServiceLoader.load(TransportProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(found -> found.name().equals("nio"))
            .findFirst()
            .orElseThrow();
    assertThat(provider.priority()).isEqualTo(100);
    assertThat(provider.unavailabilityCause()).isNull();
    try (Transport transport =
        provider.create(
            TestSystem.JDK.settings().with(NioTransportProvider.LOOPS, 3), Limits.defaults())) {
      assertThat(transport.description()).isEqualTo("nio (JDK channels, 3 loops)");
      assertThat(transport.loops()).isEmpty();
      transport.start();
      assertThat(transport.loops()).hasSize(3);
    }
  }

  @Test
  @EnabledIf("dev.weir.transport.nio.TestSystem#hasLinux")
  void whereNativeAccessIsEnabledLinuxsSocketsAreTheDefault() {
    for (Settings settings : List.of(Settings.defaults(), TestSystem.LINUX.settings())) {
      try (Transport transport =
          new NioTransportProvider()
              .create(settings.with(NioTransportProvider.LOOPS, 1), Limits.defaults())) {
        assertThat(transport.description()).isEqualTo("nio (epoll, 1 loop)");
      }
    }
  }

  // ---- In JVMs of their own: native access is a matter of how they are started.

  /** Serves itself once by the provider's sockets, and says what they are, or why they can't be. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws Exception {
      Settings settings =
          Settings.defaults()
              .with(NioTransportProvider.LOOPS, 1)
              .with(NioTransportProvider.SOCKETS, Sockets.valueOf(arguments[0]));
      try (Transport transport = new NioTransportProvider().create(settings, Limits.defaults())) {
        transport.start();
        System.out.println(transport.description());
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  /** All that the program prints, errors and warnings too. */
  private static String run(Sockets sockets, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx64m"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Program.class.getName(), sockets.name()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("JDK_JAVA_OPTIONS");
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // the JVM would print them
    Process process = builder.start();
    try {
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(printed).isZero();
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Sockets.class,
      names = {"AUTO", "JDK"})
  void withoutNativeAccessChannelsAreTakenAndNothingWarns(Sockets sockets) throws Exception {
    assertThat(run(sockets)).isEqualToIgnoringNewLines("nio (JDK channels, 1 loop)");
  }

  @Test
  void linuxsSocketsWithoutNativeAccessAreRefusedByName() throws Exception {
    assertThat(run(Sockets.LINUX))
        .contains("weir.transport.nio.sockets")
        .contains(TestSystem.hasLinux() ? ENABLED : "the system is")
        .doesNotContain("WARNING");
  }

  @Test
  @EnabledIf("dev.weir.transport.nio.TestSystem#hasLinux")
  void onAProcessorWhoseLayoutsAreUnknownChannelsAreTaken() throws Exception {
    String processor = "-Dos.arch=riscv64";
    assertThat(run(Sockets.AUTO, ENABLED, processor))
        .isEqualToIgnoringNewLines("nio (JDK channels, 1 loop)");
    assertThat(run(Sockets.LINUX, ENABLED, processor)).contains("the processor is riscv64");
  }

  @Test
  @EnabledIf("dev.weir.transport.nio.TestSystem#hasLinux")
  void onAnotherSystemChannelsAreTaken() throws Exception {
    String system = "-Dos.name=FreeBSD";
    assertThat(run(Sockets.AUTO, ENABLED, system))
        .isEqualToIgnoringNewLines("nio (JDK channels, 1 loop)");
    assertThat(run(Sockets.LINUX, ENABLED, system)).contains("the system is FreeBSD");
  }

  @Test
  @EnabledIf("dev.weir.transport.nio.TestSystem#hasLinux")
  void withNativeAccessLinuxsSocketsAreTakenAndNothingWarns() throws Exception {
    assertThat(run(Sockets.AUTO, ENABLED)).isEqualToIgnoringNewLines("nio (epoll, 1 loop)");
  }
}
