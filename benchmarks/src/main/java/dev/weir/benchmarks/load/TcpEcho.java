package dev.weir.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Map;

/**
 * Bytes to an echo and back: by turns (a message is sent once the last is back), or as a stream
 * (writing whenever the socket takes more).
 */
final class TcpEcho implements Load {
  private static final long TURN_MILLIS = 100;
  private static final int SCRATCH_BYTES = 256 << 10;

  private final Selector selector = Selector.open();
  private final ByteBuffer message;
  private final boolean stream;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
  private long received;

  /** What is on its way on one connection. */
  private static final class Flight {
    private final ByteBuffer output;
    private int awaited;

    private Flight(ByteBuffer message) {
      this.output = message.duplicate();
    }
  }

  TcpEcho(LoadSpec spec) throws IOException {
    message = ByteBuffer.allocateDirect(spec.count("bytes", 64));
    stream = spec.text("stream", "no").equals("yes");
    for (SocketChannel channel :
        Connections.open(spec.count("port", 0), spec.count("connections", 64))) {
      int interest = SelectionKey.OP_READ | (stream ? SelectionKey.OP_WRITE : 0);
      channel.register(selector, interest, new Flight(message));
    }
  }

  @Override
  public Map<String, Double> run(long nanos) throws IOException {
    received = 0;
    long start = System.nanoTime();
    if (!stream) {
      for (SelectionKey key : selector.keys()) {
        Flight flight = (Flight) key.attachment();
        if (flight.awaited == 0) {
          send(key, flight);
        }
      }
    }
    long now = start;
    while (now - start < nanos) {
      selector.select(TURN_MILLIS);
      for (SelectionKey key : selector.selectedKeys()) {
        ready(key, (Flight) key.attachment());
      }
      selector.selectedKeys().clear();
      now = System.nanoTime();
    }
    return Map.of(
        "requests",
        (double) received / message.capacity(),
        "bytes",
        (double) received,
        "seconds",
        (now - start) / 1e9);
  }

  private void ready(SelectionKey key, Flight flight) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    if (key.isWritable()) {
      if (!flight.output.hasRemaining()) {
        flight.output.rewind();
      }
      channel.write(flight.output);
    }
    if (!key.isReadable()) {
      return;
    }
    scratch.clear();
    int count = channel.read(scratch);
    if (count < 0) {
      throw new EOFException("The echo closed a connection");
    }
    received += count;
    flight.awaited -= count;
    if (!stream && flight.awaited == 0) {
      send(key, flight);
    }
  }

  /** A message of some bytes always fits into an empty socket buffer. */
  private void send(SelectionKey key, Flight flight) throws IOException {
    flight.output.rewind();
    flight.awaited = message.capacity();
    if (((SocketChannel) key.channel()).write(flight.output) != message.capacity()) {
      throw new IOException("A message of " + message.capacity() + " bytes wasn't taken whole");
    }
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
