package dev.weir.integration.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.RunningServer;
import dev.weir.integration.process.Tools;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

class EchoUdpIT extends OnBothTransports {
  private static RunningServer echo;

  @BeforeParameterizedClassInvocation
  static void start(String transport) {
    echo = Examples.start("echo-udp", transport);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    echo.close();
  }

  @Test
  void sendsDatagramsOfAllSizesBackToTheirSender() throws IOException {
    try (DatagramSocket first = socket();
        DatagramSocket second = socket()) {
      for (int size : new int[] {1, 512, 1_472, 9_000, 65_507}) {
        byte[] sent = new byte[size];
        Arrays.fill(sent, (byte) size);
        first.send(new DatagramPacket(sent, size, echo.address()));
        assertThat(receive(first)).isEqualTo(sent);
        second.send(new DatagramPacket(new byte[] {2}, 1, echo.address()));
        assertThat(receive(second)).containsExactly(2);
      }
    }
  }

  @Test
  void sendsAnEmptyDatagramBack() throws IOException {
    try (DatagramSocket socket = socket()) {
      socket.send(new DatagramPacket(new byte[0], 0, echo.address()));
      assertThat(receive(socket)).isEmpty();
    }
  }

  @Test
  void talksToNetcat() throws Exception {
    Tools.assumeInstalled("nc");
    Process nc =
        new ProcessBuilder("nc", "-u", echo.url().getHost(), "" + echo.url().getPort()).start();
    try {
      nc.getOutputStream().write("ping\n".getBytes());
      nc.getOutputStream().flush();
      assertThat(nc.getInputStream().readNBytes(5)).isEqualTo("ping\n".getBytes());
    } finally {
      nc.destroyForcibly().waitFor();
    }
  }

  /** The network of one machine loses no datagram of a client that awaits each answer. */
  private static DatagramSocket socket() throws IOException {
    DatagramSocket socket = new DatagramSocket();
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static byte[] receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    socket.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }
}
