package dev.weir.testkit.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.Listen;
import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.Transport.Capability;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unix domain sockets. */
interface UnixCompliance extends TransportFixture {
  @Test
  default void aUnixSocketCarriesBytesBothWays(@TempDir Path directory) throws Exception {
    TransportUnderTest underTest = newTransport();
    try (Harness harness = Harness.start(underTest, Script.echo())) {
      assumeTrue(harness.transport().capabilities().contains(Capability.UNIX_SOCKETS));
      Path path = directory.resolve("s");
      Binding binding = harness.transport().listen(Listen.unix(path), harness);
      assertEquals(UnixDomainSocketAddress.of(path), binding.address());
      try (Peer peer = underTest.connect(binding.address())) {
        byte[] sent = new byte[1 << 20];
        Background writer =
            Background.run(() -> {
              peer.write(sent);
              peer.finish();
            });
        assertEquals(sent.length, peer.readToEnd().length);
        writer.await();
      }
      assertEquals("FINISHED", harness.next().awaitEnd().kind().name());
      binding.close().toCompletableFuture().join();
      assertThrows(IOException.class, () -> underTest.connect(binding.address()));
    }
  }

  @Test
  default void aUnixSocketOnWhichSomebodyListensIsNotReplaced(@TempDir Path directory)
      throws Exception {
    TransportUnderTest underTest = newTransport();
    try (Harness harness = Harness.start(underTest, Script.echo())) {
      assumeTrue(harness.transport().capabilities().contains(Capability.UNIX_SOCKETS));
      Path path = directory.resolve("s");
      Binding binding = harness.transport().listen(Listen.unix(path), harness);
      IOException refused =
          assertThrows(
              IOException.class, () -> harness.transport().listen(Listen.unix(path), harness));
      assertTrue(
          String.valueOf(refused.getMessage()).contains(path.toString()),
          () -> "The address isn't named: " + refused);
      try (Peer peer = underTest.connect(binding.address())) {
        peer.write(new byte[] {7});
        assertEquals(7, peer.readExactly(1)[0]);
      }
    }
  }

  @Test
  default void aStaleUnixSocketIsReplaced(@TempDir Path directory) throws Exception {
    TransportUnderTest underTest = newTransport();
    try (Harness harness = Harness.start(underTest, Script.echo())) {
      assumeTrue(harness.transport().capabilities().contains(Capability.UNIX_SOCKETS));
      Path path = directory.resolve("s");
      try (ServerSocketChannel stale = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        stale.bind(UnixDomainSocketAddress.of(path)); // closing leaves the file
      }
      Binding binding = harness.transport().listen(Listen.unix(path), harness);
      try (Peer peer = underTest.connect(binding.address())) {
        peer.write(new byte[] {7});
        assertEquals(7, peer.readExactly(1)[0]);
      }
    }
  }
}
