package dev.weir.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Datagrams to an echo and back, one at a time per socket; one that is lost is sent again. */
final class UdpEcho implements Load {
  private static final long TURN_MILLIS = 20;
  private static final long LOST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Selector selector = Selector.open();
  private final ByteBuffer datagram;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(64 << 10);
  private long answered;
  private long lost;

  /** When the last datagram of a socket was sent. */
  private static final class Sent {
    private long nanos;
  }

  UdpEcho(LoadSpec spec) throws IOException {
    datagram = ByteBuffer.allocateDirect(spec.count("bytes", 64));
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), spec.count("port", 0));
    for (int i = 0; i < spec.count("connections", 64); i++) {
      DatagramChannel channel = DatagramChannel.open();
      channel.connect(server);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, new Sent());
    }
  }

  @Override
  public Map<String, Double> run(long nanos) throws IOException {
    answered = 0;
    lost = 0;
    long start = System.nanoTime();
    for (SelectionKey key : selector.keys()) {
      send(key, start);
    }
    long now = start;
    long looked = start;
    while (now - start < nanos) {
      selector.select(TURN_MILLIS);
      now = System.nanoTime();
      for (SelectionKey key : selector.selectedKeys()) {
        scratch.clear();
        if (((DatagramChannel) key.channel()).read(scratch) > 0) {
          answered++;
          send(key, now);
        }
      }
      selector.selectedKeys().clear();
      if (now - looked > LOST_NANOS) {
        looked = now;
        sendLostAgain(now);
      }
    }
    return Map.of(
        "requests", (double) answered, "lost", (double) lost, "seconds", (now - start) / 1e9);
  }

  private void sendLostAgain(long now) throws IOException {
    for (SelectionKey key : selector.keys()) {
      if (now - ((Sent) key.attachment()).nanos > LOST_NANOS) {
        lost++;
        send(key, now);
      }
    }
  }

  private void send(SelectionKey key, long now) throws IOException {
    datagram.rewind();
    ((DatagramChannel) key.channel()).write(datagram);
    ((Sent) key.attachment()).nanos = now;
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
