package dev.weir.testkit.memory;

import dev.weir.Limits;
import dev.weir.annotation.Preview;
import dev.weir.config.Settings;
import dev.weir.spi.transport.Transport;
import dev.weir.testkit.transport.DatagramPeer;
import dev.weir.testkit.transport.Peer;
import dev.weir.testkit.transport.TransportUnderTest;
import dev.weir.udp.Datagram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.time.Duration;

/** The in-memory transport as the compliance suites see it. */
@Preview
public final class MemoryUnderTest implements TransportUnderTest {
  private final InMemoryTransport memory;

  /** A transport of these options, whose threads run freely. */
  public MemoryUnderTest(MemoryOptions options) {
    this.memory = options.open();
  }

  @Override
  public Transport create(Limits limits) {
    return memory.provider().create(Settings.defaults(), limits);
  }

  @Override
  public Peer connect(SocketAddress address) throws IOException {
    MemoryClient client = memory.connect(address);
    client.stopReading();
    return new MemoryPeer(client);
  }

  @Override
  public DatagramPeer openDatagrams() {
    return new MemoryDatagramPeer(memory.openDatagrams());
  }

  @Override
  public void pass(Duration time) {
    memory.advance(time);
  }

  private record MemoryPeer(MemoryClient client) implements Peer {
    @Override
    public void write(byte[] bytes) throws IOException {
      client.write(bytes);
    }

    @Override
    public int read(byte[] target) throws IOException {
      return client.read(target);
    }

    @Override
    public void finish() {
      client.finish();
    }

    @Override
    public void reset() {
      client.reset();
    }

    @Override
    public void close() {
      client.close();
    }
  }

  private record MemoryDatagramPeer(MemoryDatagramClient client) implements DatagramPeer {
    @Override
    public InetSocketAddress address() {
      return client.address();
    }

    @Override
    public void send(byte[] payload, SocketAddress recipient) {
      client.send(payload, recipient);
    }

    @Override
    public void multicast(byte[] payload, InetAddress group, int port, NetworkInterface out) {
      client.send(payload, new InetSocketAddress(group, port));
    }

    @Override
    public Datagram receive() {
      return client.receive();
    }

    @Override
    public void close() {
      client.close();
    }
  }
}
