package dev.weir.transport.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.Bytes;
import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.spi.transport.DatagramBinding;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@OnEachSystem
final class NioDatagramSocketTest {
  private static final Listen LOCAL = Listen.address("127.0.0.1", 0);
  private static final int MAX_DATAGRAM = 1_000;

  private final NioTransport transport;
  private DatagramSocket client;

  NioDatagramSocketTest(TestSystem system) {
    transport =
        new NioTransport(
            system.sockets(),
            2,
            4 << 10,
            2,
            Limits.defaults().with(Limits.MAX_DATAGRAM, MAX_DATAGRAM));
  }

  @BeforeEach
  void start() throws IOException {
    transport.start();
    client = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    client.setSoTimeout(30_000);
  }

  @AfterEach
  void end() {
    client.close();
    transport.close();
  }

  private DatagramBinding echo() throws IOException {
    CompletableFuture<DatagramBinding> bound = new CompletableFuture<>();
    DatagramBinding binding =
        transport.bindDatagrams(
            LOCAL,
            (payload, sender) -> bound.join().send(payload.readBytes(payload.remaining()), sender));
    bound.complete(binding);
    return binding;
  }

  private void send(int length, SocketAddress to) throws IOException {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) length);
    client.send(new DatagramPacket(bytes, length, to));
  }

  private int receiveLength() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
    client.receive(packet);
    return packet.getLength();
  }

  @Test
  void datagramsComeBackWhole() throws Exception {
    DatagramBinding binding = echo();
    for (int length : new int[] {1, 0, 17, MAX_DATAGRAM}) {
      send(length, binding.address());
      assertThat(receiveLength()).isEqualTo(length);
    }
    assertThat(binding.oversized() + binding.unsent()).isZero();
  }

  @Test
  void tooLongOnesAreDroppedAndCounted() throws Exception {
    DatagramBinding binding = echo();
    send(MAX_DATAGRAM + 1, binding.address());
    send(1_500, binding.address());
    send(1, binding.address());
    assertThat(receiveLength()).isEqualTo(1);
    assertThat(binding.oversized()).isEqualTo(2);
  }

  @Test
  void aReceiverThatThrowsCostsItsDatagramOnly() throws Exception {
    CompletableFuture<Integer> second = new CompletableFuture<>();
    DatagramBinding binding =
        transport.bindDatagrams(
            LOCAL,
            (payload, sender) -> {
              if (payload.remaining() == 1) {
                throw new IllegalStateException("no");
              }
              second.complete(payload.remaining());
            });
    send(1, binding.address());
    send(2, binding.address());
    assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(2);
  }

  @Test
  void payloadsAreLentForTheCallOnly() throws Exception {
    CompletableFuture<LentBytes> kept = new CompletableFuture<>();
    DatagramBinding binding =
        transport.bindDatagrams(LOCAL, (payload, sender) -> kept.complete(payload));
    send(1, binding.address());
    LentBytes stale = kept.get(30, TimeUnit.SECONDS);
    assertThatThrownBy(() -> stale.peek(0)).isInstanceOf(dev.weir.StaleLendException.class);
  }

  @Test
  void sendingUnaskedWorksFromAnyThread() throws Exception {
    DatagramBinding binding = echo();
    assertThat(binding.send(Bytes.utf8("hi"), client.getLocalSocketAddress())).isTrue();
    assertThat(receiveLength()).isEqualTo(2);
  }

  @Test
  void whatABatchOfDatagramsGivesRiseToAllLeaves() throws Exception {
    int sent = 40;
    int replies = 4; // to each, and so more in all than are sent together
    CompletableFuture<DatagramBinding> bound = new CompletableFuture<>();
    DatagramBinding binding =
        transport.bindDatagrams(
            LOCAL,
            (payload, sender) -> {
              for (int i = 0; i < replies; i++) {
                bound.join().send(Bytes.copyOf(new byte[payload.remaining() + i]), sender);
              }
            });
    bound.complete(binding);
    CountDownLatch allThere = new CountDownLatch(1);
    binding
        .loop()
        .execute(() -> {
          try {
            allThere.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    for (int i = 1; i <= sent; i++) {
      send(10 * i, binding.address());
    }
    allThere.countDown();
    for (int i = 1; i <= sent; i++) {
      for (int reply = 0; reply < replies; reply++) {
        assertThat(receiveLength()).isEqualTo(10 * i + reply);
      }
    }
    assertThat(binding.oversized() + binding.unsent()).isZero();
  }

  @Test
  void oneThatTheSystemRefusesIsCounted() throws Exception {
    CompletableFuture<Boolean> taken = new CompletableFuture<>();
    InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    CompletableFuture<DatagramBinding> bound = new CompletableFuture<>();
    DatagramBinding binding =
        transport.bindDatagrams(
            LOCAL,
            (payload, sender) -> {
              bound.join().send(Bytes.utf8("lost"), nobody);
              taken.complete(bound.join().send(Bytes.utf8("hi"), sender));
            });
    bound.complete(binding);
    send(1, binding.address());
    assertThat(taken.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(receiveLength()).isEqualTo(2);
    assertThat(binding.unsent()).isEqualTo(1);
    assertThat(binding.send(Bytes.utf8("lost"), nobody)).isFalse();
    assertThat(binding.unsent()).isEqualTo(2);
  }

  @Test
  void moreThanADatagramCarriesIsRefusedByName() throws Exception {
    DatagramBinding binding = echo();
    assertThatThrownBy(
            () -> binding.send(Bytes.copyOf(new byte[65_508]), client.getLocalSocketAddress()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65507");
  }

  @Test
  void anAddressThatNothingCanBeSentToIsRefusedByName() throws Exception {
    DatagramBinding binding = echo();
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere.invalid", 9);
    assertThatThrownBy(() -> binding.send(Bytes.utf8("hi"), unresolved))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nowhere.invalid");
  }

  @Test
  void aGroupsDatagramsArrive() throws Exception {
    NetworkInterface loopback =
        NetworkInterface.getByInetAddress(InetAddress.getByName("127.0.0.1"));
    InetAddress group = InetAddress.getByName("239.255.77.1");
    CompletableFuture<Integer> length = new CompletableFuture<>();
    DatagramBinding binding;
    try {
      binding =
          transport.bindDatagrams(
              Listen.port(0).withMulticast(group, loopback),
              (payload, sender) -> length.complete(payload.remaining()));
    } catch (IOException e) {
      Assumptions.abort("No multicast on the loopback interface here: " + e.getMessage());
      return;
    }
    int port = ((InetSocketAddress) binding.address()).getPort();
    client.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
    send(7, new InetSocketAddress(group, port));
    assertThat(length.get(30, TimeUnit.SECONDS)).isEqualTo(7);
  }

  @Test
  void datagramsOfGroupsThatOthersJoinedDoNotArrive() throws Exception {
    NetworkInterface loopback =
        NetworkInterface.getByInetAddress(InetAddress.getByName("127.0.0.1"));
    InetAddress ours = InetAddress.getByName("239.255.77.2");
    InetAddress theirs = InetAddress.getByName("239.255.77.3");
    BlockingQueue<Integer> oursGot = new LinkedBlockingQueue<>();
    BlockingQueue<Integer> theirsGot = new LinkedBlockingQueue<>();
    int port;
    try {
      DatagramBinding first =
          transport.bindDatagrams(
              Listen.port(0).withMulticast(ours, loopback),
              (payload, sender) -> oursGot.add(payload.remaining()));
      port = ((InetSocketAddress) first.address()).getPort();
      transport.bindDatagrams(
          Listen.port(port).withMulticast(theirs, loopback),
          (payload, sender) -> theirsGot.add(payload.remaining()));
    } catch (IOException e) {
      Assumptions.abort("No multicast on the loopback interface here: " + e.getMessage());
      return;
    }
    client.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
    send(1, new InetSocketAddress(ours, port));
    send(2, new InetSocketAddress(theirs, port));
    send(3, new InetSocketAddress(ours, port));
    assertThat(oursGot.poll(30, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(oursGot.poll(30, TimeUnit.SECONDS)).isEqualTo(3);
    assertThat(theirsGot.poll(30, TimeUnit.SECONDS)).isEqualTo(2);
  }

  @Test
  void aGroupThatCannotBeJoinedIsNamed() throws Exception {
    InetAddress group = InetAddress.getByName("ff02::77");
    NetworkInterface loopback =
        NetworkInterface.getByInetAddress(InetAddress.getByName("127.0.0.1"));
    Listen listen = Listen.address("0.0.0.0", 0).withMulticast(group, loopback); // IPv4 only
    assertThatThrownBy(() -> transport.bindDatagrams(listen, (payload, sender) -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(loopback.getName())
        .hasMessageContaining("Can't join");
  }

  @Test
  void afterTheCloseSendingDropsAndThePortIsFree() throws Exception {
    DatagramBinding binding = echo();
    binding.close().toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertThat(binding.send(Bytes.utf8("hi"), client.getLocalSocketAddress())).isFalse();
    assertThat(binding.unsent()).isEqualTo(1);
    int port = ((InetSocketAddress) binding.address()).getPort();
    transport.bindDatagrams(Listen.address("127.0.0.1", port), (payload, sender) -> {});
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    DatagramBinding binding = echo();
    int port = ((InetSocketAddress) binding.address()).getPort();
    assertThatThrownBy(() ->
            transport.bindDatagrams(Listen.address("127.0.0.1", port), (payload, sender) -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(String.valueOf(port))
        .hasMessageContaining("choose another port");
  }
}
