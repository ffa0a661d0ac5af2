package dev.weir.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;

/** One connection: sends what there is to send again and again, and counts what is answered. */
final class HttpClientConnection {
  private final SocketChannel channel;
  private final SelectionKey key;
  private final HttpRequests requests;
  private ByteBuffer output = ByteBuffer.allocate(0);
  private final ResponseReader reader = new ResponseReader();

  /** For the open loop: when each of the requests that aren't answered was due. */
  final ArrayDeque<Long> due = new ArrayDeque<>();

  /** Requests that were sent and aren't answered. */
  int awaited;

  HttpClientConnection(Selector selector, SocketChannel channel, HttpRequests requests)
      throws IOException {
    this.channel = channel;
    this.key = channel.register(selector, SelectionKey.OP_READ, this);
    this.requests = requests;
  }

  /** Sends the request, or as many as are in its bytes. */
  void send(int count) throws IOException {
    awaited += count;
    output = requests.next();
    flush();
  }

  /**
   * Does what the socket is ready for, and says how many answers that completed.
   *
   * @param scratchBuffer wraps {@code scratch}
   */
  int ready(byte[] scratch, ByteBuffer scratchBuffer) throws IOException {
    if (key.isWritable()) {
      flush();
    }
    if (!key.isReadable()) {
      return 0;
    }
    scratchBuffer.clear();
    int count = channel.read(scratchBuffer);
    if (count < 0) {
      throw new EOFException("The server closed a connection that had " + awaited + " requests");
    }
    int answered = reader.feed(scratch, 0, count);
    awaited -= answered;
    return answered;
  }

  private void flush() throws IOException {
    channel.write(output);
    int interest =
        output.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    if (key.interestOps() != interest) {
      key.interestOps(interest);
    }
  }

  void close() throws IOException {
    channel.close();
  }
}
