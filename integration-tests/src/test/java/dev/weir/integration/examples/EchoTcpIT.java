package dev.weir.integration.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.RunningServer;
import dev.weir.integration.process.Tools;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

class EchoTcpIT extends OnBothTransports {
  private static RunningServer echo;

  @BeforeParameterizedClassInvocation
  static void start(String transport) {
    echo = Examples.start("echo-tcp", transport);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    echo.close();
  }

  @Test
  void givesBackEveryByteAndEndsWhenTheClientDoes() throws Exception {
    byte[] sent = new byte[8 << 20];
    new Random(1).nextBytes(sent);
    try (Socket socket = echo.connect()) {
      CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(socket, sent));
      assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
      sending.join();
    }
  }

  @Test
  void givesBackALineBeforeTheNextIsSent() throws IOException {
    try (Socket socket = echo.connect()) {
      for (int i = 0; i < 100; i++) {
        byte[] line = ("line " + i + "\n").getBytes();
        socket.getOutputStream().write(line);
        assertThat(socket.getInputStream().readNBytes(line.length)).isEqualTo(line);
      }
    }
  }

  @Test
  void aClientThatResetsHarmsNobodyElse() throws IOException {
    try (Socket steady = echo.connect()) {
      for (int i = 0; i < 50; i++) {
        try (Socket rude = echo.connect()) {
          rude.setSoLinger(true, 0); // close() sends RST
          rude.getOutputStream().write(new byte[1000]);
        }
      }
      steady.getOutputStream().write(7);
      assertThat(steady.getInputStream().read()).isEqualTo(7);
    }
  }

  @Test
  void talksToNetcat() throws IOException {
    Tools.assumeInstalled("nc");
    Process nc =
        new ProcessBuilder("nc", "-N", echo.url().getHost(), "" + echo.url().getPort()).start();
    try (OutputStream typed = nc.getOutputStream()) {
      typed.write("typed by hand\n".getBytes());
    }
    assertThat(new String(nc.getInputStream().readAllBytes())).isEqualTo("typed by hand\n");
    nc.destroy();
  }

  private static void send(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
