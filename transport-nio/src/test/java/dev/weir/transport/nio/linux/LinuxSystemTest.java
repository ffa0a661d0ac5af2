package dev.weir.transport.nio.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class LinuxSystemTest {
  /** Whether there is anything here that its tests can test. */
  static boolean isAvailable() {
    return LinuxSystem.unavailabilityCause() == null;
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = {"amd64", "aarch64"})
  void onLinuxTheTestsRunWithIt() {
    assertThat(LinuxSystem.unavailabilityCause()).isNull(); // else all others would skip in silence
    assertThat(new LinuxSystem().description()).isEqualTo("epoll");
  }

  @Test
  @EnabledOnOs({OS.MAC, OS.WINDOWS})
  void elsewhereTheSystemIsNamed() {
    assertThat(LinuxSystem.unavailabilityCause()).contains(System.getProperty("os.name"));
  }
}
