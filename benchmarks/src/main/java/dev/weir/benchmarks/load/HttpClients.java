package dev.weir.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The connections of a load over HTTP, and the selector that they share. */
final class HttpClients implements AutoCloseable {
  private static final int SCRATCH_BYTES = 256 << 10;

  private final Selector selector;
  private final List<HttpClientConnection> connections = new ArrayList<>();
  private final byte[] scratch = new byte[SCRATCH_BYTES];
  private final ByteBuffer scratchBuffer = ByteBuffer.wrap(scratch);
  private final OnAnswer onAnswer;

  /** Made once: a turn that waits for nothing is taken a million times a second. */
  private final Consumer<SelectionKey> onReady = this::ready;

  /** What is told about an answer. */
  interface OnAnswer {
    void answered(HttpClientConnection connection, int count) throws IOException;
  }

  HttpClients(LoadSpec spec, OnAnswer onAnswer) throws IOException {
    this.onAnswer = onAnswer;
    selector = Selector.open();
    HttpRequests requests = new HttpRequests(spec);
    try {
      for (SocketChannel channel :
          Connections.open(spec.count("port", 0), spec.count("connections", 64))) {
        connections.add(new HttpClientConnection(selector, channel, requests));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  List<HttpClientConnection> connections() {
    return connections;
  }

  /** Handles what is ready; with {@code timeoutMillis} 0 without waiting. */
  void turn(long timeoutMillis) throws IOException {
    try {
      if (timeoutMillis == 0) {
        selector.selectNow(onReady);
      } else {
        selector.select(onReady, timeoutMillis);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void ready(SelectionKey key) {
    HttpClientConnection connection = (HttpClientConnection) key.attachment();
    try {
      int answered = connection.ready(scratch, scratchBuffer);
      if (answered > 0) {
        onAnswer.answered(connection, answered);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (HttpClientConnection connection : connections) {
      connection.close();
    }
    selector.close();
  }
}
