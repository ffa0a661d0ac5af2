package dev.weir.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How much heap connections take that are open and idle, with the clients' side of each: the JVM of
 * the program has no more of it than the promise allows, and would end without an answer.
 */
class ManyConnectionsTest {
  private static final int CONNECTIONS = Integer.getInteger("proof.memory.connections", 50_000);

  /** A million take 2 GiB at most. */
  private static final long BYTES_PER_CONNECTION = (2L << 30) / 1_000_000;

  /** What a JVM that serves takes without any. */
  private static final long BASE = 16 << 20;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void allAreAnsweredWhileAllAreOpen() throws IOException, InterruptedException {
    long heap = Math.min(2L << 30, CONNECTIONS * BYTES_PER_CONNECTION + BASE);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + (heap >> 10) + "k",
                "-Xmn" + (heap >> 13) + "k", // all live long: an eighth is enough for what doesn't
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                ManyConnectionsProgram.class.getName(),
                Integer.toString(CONNECTIONS))
            .redirectErrorStream(true)
            .start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(said).contains(CONNECTIONS + " open, " + 2L * CONNECTIONS + " answers");
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
