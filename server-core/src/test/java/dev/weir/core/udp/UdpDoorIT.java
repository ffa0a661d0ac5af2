package dev.weir.core.udp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Bytes;
import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.udp.DatagramSender;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** UDP doors over real sockets. */
class UdpDoorIT {
  private static DatagramPacket packet(Server server, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return new DatagramPacket(
        bytes, bytes.length, InetAddress.getLoopbackAddress(), server.doors().getFirst().port());
  }

  private static String receive(DatagramSocket client) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2_000], 2_000);
    client.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
  }

  /** Sends it again when no answer comes within a second: it may have waited for its thread. */
  private static String ask(DatagramSocket client, Server server, String text) throws IOException {
    client.setSoTimeout(1_000);
    for (int sent = 1; ; sent++) {
      client.send(packet(server, text));
      try {
        return receive(client);
      } catch (SocketTimeoutException e) {
        if (sent == 30) {
          throw e;
        }
      }
    }
  }

  private static DatagramSocket client() throws IOException {
    DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    client.setSoTimeout(30_000);
    return client;
  }

  @ParameterizedTest
  @EnumSource(Dispatch.class)
  void datagramsAreAnswered(Dispatch dispatch) throws Exception {
    try (Server echo =
            Server.builder()
                .transport("nio")
                .shutdownOnSignal(false)
                .udp(
                    Listen.port(0),
                    udp ->
                        udp.datagrams((datagram, reply) -> reply.send(datagram.payload()))
                            .dispatch(dispatch))
                .start();
        DatagramSocket client = client()) {
      for (int i = 0; i < 100; i++) {
        client.send(packet(echo, "ping " + i));
        assertThat(receive(client)).isEqualTo("ping " + i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Dispatch.class,
      names = {"VIRTUAL_THREAD", "CPU_POOL"})
  void aHandlerOverItsTimeIsInterruptedAndTheNextDatagramIsHandled(Dispatch dispatch)
      throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    try (Server server =
            Server.builder()
                .transport("nio")
                .shutdownOnSignal(false)
                .udp(
                    Listen.port(0),
                    udp ->
                        udp.datagrams(
                                (datagram, reply) -> {
                                  if (datagram.payload().utf8().equals("slow")) {
                                    try {
                                      new CountDownLatch(1).await();
                                    } catch (InterruptedException e) {
                                      interrupted.countDown();
                                      throw e;
                                    }
                                  }
                                  reply.send(datagram.payload());
                                })
                            .dispatch(dispatch)
                            .limits(
                                Limits.defaults()
                                    .with(Limits.HANDLER_TIMEOUT, Duration.ofMillis(50))))
                .start();
        DatagramSocket client = client()) {
      int sent = 0;
      do { // one that waits for a thread until its time is over isn't handled at all
        client.send(packet(server, "slow"));
        sent++;
      } while (!interrupted.await(1, TimeUnit.SECONDS) && sent < 30);
      assertThat(interrupted.getCount()).isZero();
      assertThat(ask(client, server, "next")).isEqualTo("next");
    }
  }

  @Test
  void theDoorSendsWithoutBeingAsked() throws Exception {
    CompletableFuture<DatagramSender> given = new CompletableFuture<>();
    try (Server server =
            Server.builder()
                .transport("nio")
                .shutdownOnSignal(false)
                .udp(
                    Listen.port(0),
                    udp -> udp.datagrams((datagram, reply) -> {}).onOpen(given::complete))
                .start();
        DatagramSocket client = client()) {
      DatagramSender sender = given.get(30, TimeUnit.SECONDS);
      assertThat(sender.localAddress()).isEqualTo(server.doors().getFirst().address());
      assertThat(sender.send(Bytes.utf8("unasked"), client.getLocalSocketAddress())).isTrue();
      assertThat(receive(client)).isEqualTo("unasked");
    }
  }
}
