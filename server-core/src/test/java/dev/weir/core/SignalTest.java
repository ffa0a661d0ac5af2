package dev.weir.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Signals, sent to a JVM of its own. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
class SignalTest {
  private Process process;
  private BufferedReader output;

  @AfterEach
  void kill() {
    process.destroyForcibly();
  }

  @Test
  void sigtermShutsDownGracefully() throws Exception {
    start("idle");
    sigterm();
    awaitLine("shutting down");
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(128 + 15);
  }

  @Test
  void aSecondSignalCutsWhatStillRuns() throws Exception {
    start("stuck");
    sigterm();
    awaitLine("shutting down");
    // The first one only began it: without a second the handler had 30 seconds.
    assertThat(process.isAlive()).isTrue();
    sigterm();
    awaitLine("1 cut");
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  /** Through the handle: the process itself would close its output too. */
  private void sigterm() {
    assertThat(process.toHandle().destroy()).isTrue();
  }

  private void start(String what) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SignalProgram.class.getName(),
                what)
            .redirectErrorStream(true)
            .start();
    // No interrupt ends the wait for a line that never comes, but the end of the process does.
    CompletableFuture.delayedExecutor(50, TimeUnit.SECONDS).execute(process::destroyForcibly);
    output = process.inputReader();
    awaitLine("ready");
  }

  private void awaitLine(String expected) throws IOException {
    StringBuilder seen = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      seen.append(line).append('\n');
      if (line.equals(expected)) {
        return;
      }
    }
    throw new AssertionError("Never said '" + expected + "' but:\n" + seen);
  }
}
