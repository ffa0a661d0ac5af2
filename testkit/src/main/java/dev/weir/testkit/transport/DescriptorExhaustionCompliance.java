package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.spi.transport.TransportProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * What must hold for a transport of the operating system's sockets that is out of file descriptors:
 * it serves the connections that it has, tries again now and then without keeping a processor busy,
 * and writes one line at the start and one at the end of it. The server runs in a process of its
 * own, on the class path of the tests.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@EnabledOnOs({OS.LINUX, OS.MAC})
public abstract class DescriptorExhaustionCompliance {
  private static final int DESCRIPTORS = 192;
  private static final int CONNECTIONS = 250;
  private static final int SURVIVORS = 10;

  /** Each connection costs one, and each turn another; a loop that spins makes millions. */
  private static final int MOST_ATTEMPTS = 2_000;

  private static final int MOST_SECONDS = 50;

  private final Class<? extends TransportProvider> provider;
  private final List<String> settings;
  private final String pauses;
  private final String goesOn;

  /**
   * For subclasses.
   *
   * @param provider with a public constructor that takes nothing
   * @param settings as {@code name=value}
   * @param pauses what the log says, at INFO or above, when accepting fails for the first time
   * @param goesOn what it says when it works again
   */
  protected DescriptorExhaustionCompliance(
      Class<? extends TransportProvider> provider,
      List<String> settings,
      String pauses,
      String goesOn) {
    this.provider = provider;
    this.settings = List.copyOf(settings);
    this.pauses = pauses;
    this.goesOn = goesOn;
  }

  @Test
  void acceptingPausesAndGoesOnOnceDescriptorsAreFree() throws Exception {
    Process server = startServer();
    List<String> log = new ArrayList<>();
    List<Socket> clients = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      int port = Integer.parseInt(await(lines, log, "port ").substring("port ".length()));
      loadClasses(port);
      for (int i = 0; i < CONNECTIONS; i++) {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        clients.add(client);
        client.setSoTimeout(30_000);
        client.getOutputStream().write(i);
      }
      await(lines, log, pauses);
      assertEquals(0, clients.getFirst().getInputStream().read()); // those in are served

      for (Socket client : clients.subList(0, CONNECTIONS - SURVIVORS)) {
        client.close();
      }
      for (int i = CONNECTIONS - SURVIVORS; i < CONNECTIONS; i++) {
        assertEquals(i, clients.get(i).getInputStream().read());
      }
      server.getOutputStream().close();
      String attempts = await(lines, log, "attempts ").substring("attempts ".length());
      assertTrue(Integer.parseInt(attempts) < MOST_ATTEMPTS, () -> attempts + " attempts");
      assertEpisodes(log);
    } finally {
      for (Socket client : clients) {
        client.close();
      }
      server.destroyForcibly().waitFor();
    }
  }

  /** Each start of an episode is followed by its end. */
  private void assertEpisodes(List<String> log) {
    List<String> episodes =
        log.stream()
            .filter(line -> line.contains(pauses) || line.contains(goesOn))
            .map(line -> line.contains(pauses) ? pauses : goesOn)
            .toList();
    for (int i = 0; i < episodes.size(); i++) {
      assertEquals(i % 2 == 0 ? pauses : goesOn, episodes.get(i));
    }
    assertEquals(0, episodes.size() % 2, () -> "The last episode hasn't ended: " + log);
  }

  private Process startServer() throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("bash", "-c", "ulimit -n " + DESCRIPTORS + "; exec \"$@\"", "bash"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "--enable-native-access=ALL-UNNAMED"));
    command.add("-Dtest.log=info");
    String logback = System.getProperty("logback.configurationFile");
    if (logback != null) {
      command.add("-Dlogback.configurationFile=" + logback);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(FewDescriptorsServer.class.getName(), provider.getName()));
    command.addAll(settings);
    Process server = new ProcessBuilder(command).redirectErrorStream(true).start();
    // No interrupt ends the wait for a line that never comes, but the end of the server does.
    CompletableFuture.delayedExecutor(MOST_SECONDS, TimeUnit.SECONDS)
        .execute(server::destroyForcibly);
    return server;
  }

  /**
   * Classes that lie in a directory take a descriptor to be loaded: that has to be over by then.
   */
  private static void loadClasses(int port) throws IOException {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.getOutputStream().write(1);
      assertEquals(1, client.getInputStream().read());
      client.shutdownOutput();
      assertEquals(-1, client.getInputStream().read());
    }
  }

  /** Reads until a line has {@code part}, and gives it from there. */
  private static String await(BufferedReader lines, List<String> log, String part)
      throws IOException {
    while (true) {
      String line = lines.readLine();
      if (line == null) {
        throw new AssertionError("The server ended without '" + part + "': " + log);
      }
      log.add(line);
      if (line.contains(part)) {
        return line.substring(line.indexOf(part));
      }
    }
  }
}
