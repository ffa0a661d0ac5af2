package dev.weir.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.spi.transport.ByteStream;
import dev.weir.spi.transport.CloseCause;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.ConnectionHandler;
import dev.weir.spi.transport.StreamHandler;
import dev.weir.spi.transport.TransportConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Runs a server in a process of its own that may open few descriptors, and asks it for more. */
@Timeout(60)
@EnabledOnOs({OS.LINUX, OS.MAC})
final class DescriptorExhaustionTest {
  private static final int DESCRIPTORS = 64;
  private static final int CONNECTIONS = 100;
  private static final String PAUSES = "is tried again";
  private static final String GOES_ON = "works again";

  /** The server: echoes, prints its port, and at the end of its input how often it tried. */
  public static final class FewDescriptors implements ConnectionAcceptor {
    private final AtomicInteger attempts = new AtomicInteger();

    private FewDescriptors() {}

    public static void main(String[] args) throws Exception {
      FewDescriptors acceptor = new FewDescriptors();
      try (NioTransport transport = new NioTransport(1, 4 << 10, Limits.defaults())) {
        transport.start();
        var binding = transport.listen(Listen.address("127.0.0.1", 0), acceptor);
        System.out.println("port " + ((InetSocketAddress) binding.address()).getPort());
        while (System.in.read() >= 0) {
          // until the parent closes it
        }
      }
      System.out.println("attempts " + acceptor.attempts);
    }

    @Override
    public boolean tryAcquirePermit() {
      attempts.incrementAndGet();
      return true;
    }

    @Override
    public void releasePermit() {}

    @Override
    public ConnectionHandler accepted(TransportConnection connection) {
      return new ConnectionHandler() {
        @Override
        public StreamHandler streamOpened(ByteStream stream) {
          return new EchoHandler(stream);
        }

        @Override
        public void closed(CloseCause cause) {}
      };
    }
  }

  private static Process startServer() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String command = "ulimit -n " + DESCRIPTORS + "; exec \"$@\"";
    ProcessBuilder builder =
        new ProcessBuilder(
            "bash",
            "-c",
            command,
            "bash",
            java,
            "-Xmx64m",
            "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile", ""),
            "-Dtest.log=info",
            "-cp",
            System.getProperty("java.class.path"),
            FewDescriptors.class.getName());
    return builder.redirectErrorStream(true).start();
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
      await(lines, log, PAUSES);
      assertThat(clients.getFirst().getInputStream().read()).isEqualTo(0); // those in are served

      for (Socket client : clients.subList(0, CONNECTIONS - 10)) {
        client.close();
      }
      for (int i = CONNECTIONS - 10; i < CONNECTIONS; i++) {
        assertThat(clients.get(i).getInputStream().read()).isEqualTo(i);
      }
      server.getOutputStream().close();
      String attempts = await(lines, log, "attempts ");

      // Each connection costs an attempt, and each turn with one or many another; a loop that spins
      // makes millions.
      assertThat(Integer.parseInt(attempts.substring("attempts ".length()))).isLessThan(2_000);
      List<String> episodes =
          log.stream().filter(line -> line.contains(PAUSES) || line.contains(GOES_ON)).toList();
      assertThat(episodes.size()).isEven();
      for (int i = 0; i < episodes.size(); i++) {
        assertThat(episodes.get(i)).contains(i % 2 == 0 ? PAUSES : GOES_ON);
      }
    } finally {
      for (Socket client : clients) {
        client.close();
      }
      server.destroyForcibly().waitFor();
    }
  }

  /**
   * Classes that lie in a directory take a descriptor to be loaded: that has to be over by then.
   */
  private static void loadClasses(int port) throws IOException {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.getOutputStream().write(1);
      assertThat(client.getInputStream().read()).isEqualTo(1);
      client.shutdownOutput();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
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
