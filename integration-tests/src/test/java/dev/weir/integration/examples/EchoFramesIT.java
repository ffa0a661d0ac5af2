package dev.weir.integration.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.integration.process.RunningServer;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

class EchoFramesIT extends OnBothTransports {
  private static RunningServer echo;

  @BeforeParameterizedClassInvocation
  static void start(String transport) {
    echo = Examples.start("echo-frames", transport);
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    echo.close();
  }

  @Test
  void givesBackFramesOfAllSizesInOrder() throws IOException {
    Random random = new Random(2);
    try (Socket socket = echo.connect()) {
      var out = new DataOutputStream(socket.getOutputStream());
      var in = new DataInputStream(socket.getInputStream());
      for (int size : new int[] {0, 1, 3, 4, 5, 1_000, 65_535, 65_536, 1 << 20}) {
        byte[] frame = new byte[size];
        random.nextBytes(frame);
        out.writeInt(size);
        out.write(frame);
        assertThat(in.readInt()).isEqualTo(size);
        assertThat(in.readNBytes(size)).isEqualTo(frame);
      }
    }
  }

  @Test
  void givesBackWhatComesInOnePacketAndWhatTrickles() throws IOException {
    try (Socket socket = echo.connect()) {
      byte[] three = {0, 0, 0, 1, 'a', 0, 0, 0, 2, 'b', 'c', 0, 0, 0, 0};
      socket.getOutputStream().write(three);
      assertThat(socket.getInputStream().readNBytes(three.length)).isEqualTo(three);
      socket.setTcpNoDelay(true);
      for (byte part : three) {
        socket.getOutputStream().write(part);
      }
      assertThat(socket.getInputStream().readNBytes(three.length)).isEqualTo(three);
    }
  }

  @Test
  void closesOnAFrameBeyondTheLimit() throws IOException {
    try (Socket socket = echo.connect()) {
      new DataOutputStream(socket.getOutputStream()).writeInt((1 << 20) + 1);
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    }
  }
}
