package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.Bytes;
import dev.weir.LentBytes;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.StaleLendException;
import dev.weir.spi.transport.DatagramBinding;
import dev.weir.spi.transport.DatagramReceiver;
import dev.weir.spi.transport.Transport;
import dev.weir.spi.transport.Transport.Capability;
import dev.weir.udp.Datagram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Datagrams. */
interface DatagramCompliance extends TransportFixture {
  @Test
  default void datagramsComeWithTheirSenderAndGoBack() throws Exception {
    try (Udp udp = Udp.open(newTransport(), Limits.defaults());
        DatagramPeer peer = udp.underTest.openDatagrams()) {
      for (int size : new int[] {1, 0, 1_000, 60_000}) {
        peer.send(new byte[size], udp.address());
        Datagram came = udp.next();
        assertEquals(size, came.payload().length());
        assertEquals(peer.address(), came.sender());
        assertTrue(udp.binding.send(came.payload(), came.sender()));
        Datagram back = peer.receive();
        assertEquals(came.payload(), back.payload());
        assertEquals(udp.address(), back.sender());
      }
      assertEquals(0, udp.binding.oversized() + udp.binding.unsent());
    }
  }

  @Test
  default void aPayloadIsLentOnTheLoopUntilTheCallReturns() throws Exception {
    TransportUnderTest underTest = newTransport();
    CompletableFuture<LentBytes> kept = new CompletableFuture<>();
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    try (Udp udp =
            Udp.open(
                underTest,
                Limits.defaults(),
                (payload, sender) -> {
                  kept.complete(payload);
                  thread.complete(Thread.currentThread());
                });
        DatagramPeer peer = underTest.openDatagrams()) {
      peer.send(new byte[1], udp.address());
      LentBytes payload = Served.get("a datagram", kept);
      assertEquals(udp.binding.loop().thread(), thread.join());
      CompletableFuture<Throwable> use = new CompletableFuture<>();
      udp.binding
          .loop()
          .execute(
              () -> use.complete(assertThrows(StaleLendException.class, () -> payload.peek(0))));
      assertEquals(StaleLendException.class, Served.get("a late use", use).getClass());
    }
  }

  @Test
  default void aReceiverThatThrowsLosesThatDatagramOnly() throws Exception {
    TransportUnderTest underTest = newTransport();
    BlockingQueue<Integer> sizes = new LinkedBlockingQueue<>();
    try (Udp udp =
            Udp.open(
                underTest,
                Limits.defaults(),
                (payload, sender) -> {
                  if (payload.remaining() == 1) {
                    throw new IllegalStateException("the test's own");
                  }
                  sizes.add(payload.remaining());
                });
        DatagramPeer peer = underTest.openDatagrams()) {
      peer.send(new byte[1], udp.address());
      peer.send(new byte[2], udp.address());
      assertEquals(2, sizes.poll(20, TimeUnit.SECONDS));
    }
  }

  @Test
  default void aDatagramLargerThanAllowedIsDroppedAndCounted() throws Exception {
    Limits limits = Limits.defaults().with(Limits.MAX_DATAGRAM, 100);
    try (Udp udp = Udp.open(newTransport(), limits);
        DatagramPeer peer = udp.underTest.openDatagrams()) {
      peer.send(new byte[101], udp.address());
      peer.send(new byte[5_000], udp.address());
      peer.send(new byte[100], udp.address());
      assertEquals(100, udp.next().payload().length());
      assertEquals(2, udp.binding.oversized());
      assertEquals(0, udp.binding.unsent());
    }
  }

  @Test
  default void aDatagramBindingsOwnLimitBeatsThatOfTheTransport() throws Exception {
    BlockingQueue<Integer> sizes = new LinkedBlockingQueue<>();
    DatagramReceiver atMost10 =
        new DatagramReceiver() {
          @Override
          public void received(LentBytes payload, SocketAddress sender) {
            sizes.add(payload.remaining());
          }

          @Override
          public Limits limits(Limits ofTransport) {
            return ofTransport.with(Limits.MAX_DATAGRAM, 10);
          }
        };
    try (Udp udp = Udp.open(newTransport(), Limits.defaults(), atMost10);
        DatagramPeer peer = udp.underTest.openDatagrams()) {
      peer.send(new byte[11], udp.address());
      peer.send(new byte[10], udp.address());
      assertEquals(10, sizes.poll(20, TimeUnit.SECONDS));
      assertEquals(1, udp.binding.oversized());
    }
  }

  @Test
  default void aPayloadThatNoDatagramHoldsIsRefused() throws Exception {
    try (Udp udp = Udp.open(newTransport(), Limits.defaults());
        DatagramPeer peer = udp.underTest.openDatagrams()) {
      Bytes tooLarge = Bytes.copyOf(new byte[65_508]);
      assertThrows(
          IllegalArgumentException.class, () -> udp.binding.send(tooLarge, peer.address()));
    }
  }

  @Test
  default void whatIsSentIsTakenOrRefusedAndCountedNeverQueuedWithoutBound() throws Exception {
    int sent = 200_000;
    Bytes payload = Bytes.copyOf(new byte[1_000]);
    try (Udp udp = Udp.open(newTransport(), Limits.defaults());
        DatagramPeer peer = udp.underTest.openDatagrams()) {
      CompletableFuture<Integer> refused = new CompletableFuture<>();
      udp.binding
          .loop()
          .execute(() -> {
            int count = 0;
            for (int i = 0; i < sent; i++) {
              if (!udp.binding.send(payload, peer.address())) {
                count++;
              }
            }
            refused.complete(count);
          });
      assertTrue(udp.binding.unsent() >= 0);
      int count = Served.get("the sends", refused);
      assertTrue(
          udp.binding.unsent() >= count,
          () -> count + " were refused, and only " + udp.binding.unsent() + " counted");
    }
  }

  @Test
  default void repliesLeaveInTheOrderInWhichTheyWereGiven() throws Exception {
    int sent = 50;
    TransportUnderTest underTest = newTransport();
    CompletableFuture<DatagramBinding> bound = new CompletableFuture<>();
    DatagramReceiver twice =
        (payload, sender) -> {
          Bytes copy = payload.readBytes(payload.remaining());
          bound.join().send(copy, sender);
          bound.join().send(Bytes.copyOf(new byte[] {copy.byteAt(0), 1}), sender);
        };
    try (Udp udp = Udp.open(underTest, Limits.defaults(), twice);
        DatagramPeer peer = underTest.openDatagrams()) {
      bound.complete(udp.binding);
      for (int i = 0; i < sent; i++) {
        peer.send(new byte[] {(byte) i}, udp.address());
      }
      for (int i = 0; i < sent; i++) {
        assertEquals(Bytes.copyOf(new byte[] {(byte) i}), peer.receive().payload());
        assertEquals(Bytes.copyOf(new byte[] {(byte) i, 1}), peer.receive().payload());
      }
      assertEquals(0, udp.binding.oversized() + udp.binding.unsent());
    }
  }

  @Test
  default void aClosedBindingSendsAndReceivesNothing() throws Exception {
    try (Udp udp = Udp.open(newTransport(), Limits.defaults());
        DatagramPeer peer = udp.underTest.openDatagrams()) {
      peer.send(new byte[1], udp.address());
      udp.next();
      udp.binding.close().toCompletableFuture().join();
      udp.binding.close().toCompletableFuture().join();
      assertFalse(udp.binding.send(Bytes.utf8("late"), peer.address()));
      DatagramBinding again =
          udp.transport.bindDatagrams(Listen.on(udp.address()), (payload, sender) -> {});
      assertEquals(udp.address(), again.address());
    }
  }

  @Test
  default void aDatagramAddressInUseIsNamed() throws Exception {
    try (Udp udp = Udp.open(newTransport(), Limits.defaults())) {
      InetSocketAddress taken = udp.address();
      IOException refused =
          assertThrows(
              IOException.class,
              () -> udp.transport.bindDatagrams(Listen.on(taken), (payload, sender) -> {}));
      assertTrue(
          String.valueOf(refused.getMessage()).contains(String.valueOf(taken.getPort())),
          () -> "The address isn't named: " + refused);
    }
  }

  @Test
  default void aMemberOfAMulticastGroupGetsItsDatagrams() throws Exception {
    TransportUnderTest underTest = newTransport();
    try (Transport transport = underTest.create(Limits.defaults())) {
      transport.start();
      assumeTrue(transport.capabilities().contains(Capability.MULTICAST));
      NetworkInterface out =
          NetworkInterface.networkInterfaces()
              .filter(DatagramCompliance::canMulticast)
              .findFirst()
              .orElse(null);
      assumeTrue(out != null, "no network interface of this machine does multicast");
      InetAddress group = InetAddress.getByName("239.255.77.7");
      BlockingQueue<Bytes> came = new LinkedBlockingQueue<>();
      DatagramBinding binding =
          transport.bindDatagrams(
              Listen.port(0).withMulticast(group, out),
              (payload, sender) -> came.add(payload.readBytes(payload.remaining())));
      try (DatagramPeer peer = underTest.openDatagrams()) {
        int port = ((InetSocketAddress) binding.address()).getPort();
        peer.multicast(new byte[] {1, 2, 3}, group, port, out);
        assertEquals(Bytes.copyOf(new byte[] {1, 2, 3}), came.poll(20, TimeUnit.SECONDS));
      }
    }
  }

  private static boolean canMulticast(NetworkInterface candidate) {
    try {
      return candidate.isUp()
          && candidate.supportsMulticast()
          && candidate.inetAddresses().anyMatch(java.net.Inet4Address.class::isInstance);
    } catch (java.net.SocketException e) {
      return false; // it has gone meanwhile
    }
  }

  /** A started transport with one datagram binding. */
  final class Udp implements AutoCloseable {
    final TransportUnderTest underTest;
    final Transport transport;
    final DatagramBinding binding;
    final BlockingQueue<Datagram> received = new LinkedBlockingQueue<>();

    private Udp(
        TransportUnderTest underTest, Transport transport, @Nullable DatagramReceiver receiver)
        throws IOException {
      this.underTest = underTest;
      this.transport = transport;
      this.binding =
          transport.bindDatagrams(
              underTest.listen(),
              receiver != null
                  ? receiver
                  : (payload, sender) ->
                      received.add(new Datagram(payload.readBytes(payload.remaining()), sender)));
    }

    static Udp open(TransportUnderTest underTest, Limits limits) throws IOException {
      return start(underTest, limits, null);
    }

    static Udp open(TransportUnderTest underTest, Limits limits, DatagramReceiver receiver)
        throws IOException {
      return start(underTest, limits, receiver);
    }

    private static Udp start(
        TransportUnderTest underTest, Limits limits, @Nullable DatagramReceiver receiver)
        throws IOException {
      Transport transport = underTest.create(limits);
      transport.start();
      if (!transport.capabilities().contains(Capability.UDP)) {
        transport.close();
        assumeTrue(false, "the transport has no datagrams");
      }
      return new Udp(underTest, transport, receiver);
    }

    InetSocketAddress address() {
      return (InetSocketAddress) binding.address();
    }

    Datagram next() throws InterruptedException {
      Datagram datagram = received.poll(20, TimeUnit.SECONDS);
      if (datagram == null) {
        throw new AssertionError("No datagram has come");
      }
      return datagram;
    }

    @Override
    public void close() {
      transport.close();
    }
  }
}
