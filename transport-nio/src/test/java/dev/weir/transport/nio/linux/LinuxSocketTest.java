package dev.weir.transport.nio.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Listen;
import dev.weir.transport.nio.socket.DatagramPort;
import dev.weir.transport.nio.socket.IoMemory;
import dev.weir.transport.nio.socket.ListeningSocket;
import dev.weir.transport.nio.socket.StreamSocket;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The addresses of real sockets are those that the JDK's channels at the other end report. */
@Timeout(60)
@EnabledIf("dev.weir.transport.nio.linux.LinuxSystemTest#isAvailable")
final class LinuxSocketTest {
  private static final Listen.SocketSettings SETTINGS = Listen.port(0).socket();

  /** Of the JDK's channels; Linux has room for one byte more. */
  private static final int LONGEST_PATH = 106;

  private final LinuxSystem system = new LinuxSystem();

  /** This machine's. */
  static List<InetAddress> addressesHere() throws IOException {
    List<InetAddress> addresses = new ArrayList<>();
    NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .forEach(addresses::add);
    return addresses;
  }

  @ParameterizedTest
  @MethodSource("addressesHere")
  void bothEndsOfAConnectionAgreeOnTheirAddresses(InetAddress here) throws Exception {
    boolean ipv4 = here.getAddress().length == 4;
    assertAgreement(system.listen(new InetSocketAddress(here, 0), ipv4, SETTINGS), here);
  }

  @ParameterizedTest
  @MethodSource("addressesHere")
  void andOnASocketOfBothKinds(InetAddress here) throws Exception {
    assertAgreement(system.listen(new InetSocketAddress(0), false, SETTINGS), here);
  }

  private static void assertAgreement(ListeningSocket server, InetAddress here) throws Exception {
    int port = ((InetSocketAddress) server.localAddress()).getPort();
    try (SocketChannel client = SocketChannel.open(new InetSocketAddress(here, port))) {
      StreamSocket accepted = accept(server);
      assertSame(accepted.remoteAddress(), client.getLocalAddress());
      assertSame(accepted.localAddress(), client.getRemoteAddress());
      accepted.close(false);
    } finally {
      server.close();
    }
  }

  /** With their scopes, which {@code equals} doesn't look at. */
  private static void assertSame(SocketAddress ours, SocketAddress theirs) {
    assertThat(ours).isEqualTo(theirs);
    if (((InetSocketAddress) ours).getAddress() instanceof Inet6Address inet
        && inet.isLinkLocalAddress()) {
      InetAddress their = ((InetSocketAddress) theirs).getAddress();
      assertThat(inet.getScopeId()).isEqualTo(((Inet6Address) their).getScopeId()).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("addressesHere")
  void aDatagramsSenderIsWhoTheChannelSaysItIs(InetAddress here) throws Exception {
    boolean ipv4 = here.getAddress().length == 4;
    IoMemory memory = IoMemory.allocate(100);
    for (boolean ipv4Only : List.of(ipv4, false)) {
      InetSocketAddress bound = new InetSocketAddress(here, 0);
      DatagramPort port = system.bind(bound, ipv4Only, false, SETTINGS);
      try (DatagramChannel client = DatagramChannel.open().bind(bound)) {
        client.send(ByteBuffer.wrap(new byte[7]), port.localAddress());
        SocketAddress sender = receive(port, memory);
        assertSame(sender, client.getLocalAddress());
        assertThat(memory.buffer().remaining()).isEqualTo(7);

        assertThat(port.send(memory, 5, (InetSocketAddress) sender)).isTrue();
        ByteBuffer answer = ByteBuffer.allocate(100);
        assertThat(client.receive(answer)).isEqualTo(port.localAddress());
        assertThat(answer.position()).isEqualTo(5);
      } finally {
        port.close();
      }
    }
  }

  @Test
  void sendersThatTakeTurnsAreToldApart() throws Exception {
    InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
    IoMemory memory = IoMemory.allocate(100);
    DatagramPort port = system.bind(any, true, false, SETTINGS);
    try (DatagramChannel one = DatagramChannel.open().bind(any);
        DatagramChannel other = DatagramChannel.open().bind(any)) {
      for (DatagramChannel sender : List.of(one, other, other, one, other)) {
        sender.send(ByteBuffer.allocate(1), port.localAddress());
        assertThat(receive(port, memory)).isEqualTo(sender.getLocalAddress());
      }
    } finally {
      port.close();
    }
  }

  @Test
  void pathsAreThoseThatTheChannelsReport(@TempDir Path directory) throws Exception {
    UnixDomainSocketAddress path = UnixDomainSocketAddress.of(directory.resolve("s\u00f6cket"));
    Assumptions.assumeTrue(NativePaths.encode(path.getPath().toString()) != null);
    assertPathsAgree(path, UnixDomainSocketAddress.of(directory.resolve("client")));
  }

  @Test
  void aPathMayBeAsLongAsAChannelsMay(@TempDir Path directory) throws Exception {
    String name = "x".repeat(LONGEST_PATH - directory.toString().length() - 1);
    assertPathsAgree(
        UnixDomainSocketAddress.of(directory.resolve(name)),
        UnixDomainSocketAddress.of(directory.resolve("c")));
  }

  private void assertPathsAgree(UnixDomainSocketAddress path, UnixDomainSocketAddress clients)
      throws IOException {
    ListeningSocket server = system.listen(path, SETTINGS);
    assertThat(server.localAddress()).isEqualTo(path);
    try (SocketChannel unnamed = SocketChannel.open(path);
        SocketChannel named = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      named.bind(clients).connect(path);
      for (SocketChannel client : List.of(unnamed, named)) {
        StreamSocket accepted = accept(server);
        assertThat(accepted.remoteAddress()).isEqualTo(client.getLocalAddress());
        assertThat(accepted.localAddress()).isEqualTo(client.getRemoteAddress());
        accepted.close(false);
      }
    } finally {
      server.close();
    }
  }

  // ---- Neither waits; what is due is there soon, or the test ends by its time.

  private static StreamSocket accept(ListeningSocket server) throws IOException {
    while (true) {
      StreamSocket accepted = server.accept();
      if (accepted != null) {
        return accepted;
      }
      Thread.onSpinWait();
    }
  }

  private static SocketAddress receive(DatagramPort port, IoMemory memory) throws IOException {
    while (true) {
      SocketAddress sender = port.receive(memory);
      if (sender != null) {
        return sender;
      }
      Thread.onSpinWait();
    }
  }
}
