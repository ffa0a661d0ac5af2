package dev.weir.benchmarks.compare;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Asks a UDP echo whether it is there. */
final class Datagrams {
  private static final int WAIT_MILLIS = 50;

  private Datagrams() {}

  /** What came back, or null if nothing did. */
  static byte @Nullable [] ping(int port) throws IOException {
    byte[] sent = "ping".getBytes(StandardCharsets.US_ASCII);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(WAIT_MILLIS);
      socket.send(new DatagramPacket(sent, sent.length));
      DatagramPacket got = new DatagramPacket(new byte[64], 64);
      socket.receive(got);
      return Arrays.copyOf(got.getData(), got.getLength());
    } catch (SocketTimeoutException | PortUnreachableException e) {
      return null; // it isn't there yet
    }
  }
}
