package dev.weir.integration.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Answers whatever it reads, and keeps nothing but channels and keys. */
final class BareChannels {
  private static final byte[] ANSWER =
      "HTTP/1.1 200 \r\nContent-Length: 13\r\n\r\nHello, World!"
          .getBytes(StandardCharsets.US_ASCII);

  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);

  private BareChannels() throws IOException {}

  public static void main(String[] arguments) throws IOException {
    new BareChannels().serve();
  }

  private void serve() throws IOException {
    ServerSocketChannel listening = ServerSocketChannel.open();
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    listening.configureBlocking(false);
    listening.register(selector, SelectionKey.OP_ACCEPT);
    int port = listening.socket().getLocalPort();
    System.out.println("bare: listening on tcp://127.0.0.1:" + port);
    while (true) {
      selector.select(key -> {
        try {
          ready(key);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
    }
  }

  private void ready(SelectionKey key) throws IOException {
    if (key.channel() instanceof ServerSocketChannel listening) {
      SocketChannel accepted = listening.accept();
      accepted.configureBlocking(false);
      accepted.register(selector, SelectionKey.OP_READ);
    } else if (key.channel() instanceof SocketChannel channel) {
      if (channel.read(buffer.clear()) < 0) {
        channel.close();
      } else {
        channel.write(ByteBuffer.wrap(ANSWER));
      }
    }
  }
}
