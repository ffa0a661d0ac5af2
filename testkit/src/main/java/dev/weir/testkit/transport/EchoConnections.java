package dev.weir.testkit.transport;

import dev.weir.spi.transport.Binding;
import dev.weir.spi.transport.ConnectionAcceptor;
import dev.weir.spi.transport.ConnectionHandler;
import dev.weir.spi.transport.EventLoop;
import dev.weir.spi.transport.Transport;
import dev.weir.spi.transport.TransportConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Connections to an echo at an address of its own, to keep a given loop busy with I/O. */
final class EchoConnections implements AutoCloseable, ConnectionAcceptor {
  private static final int MOST_TRIES = 1_000;

  private final TransportUnderTest underTest;
  private final Binding binding;
  private final BlockingQueue<Served> accepted = new LinkedBlockingQueue<>();
  private final List<Peer> peers = new ArrayList<>();

  EchoConnections(TransportUnderTest underTest, Transport transport) throws IOException {
    this.underTest = underTest;
    this.binding = transport.listen(underTest.listen(), this);
  }

  /** One that the loop serves. */
  Peer on(EventLoop loop) throws IOException, InterruptedException {
    for (int i = 0; i < MOST_TRIES; i++) {
      Peer peer = underTest.connect(binding.address());
      peers.add(peer);
      Served served = accepted.poll(20, TimeUnit.SECONDS);
      if (served == null) {
        throw new AssertionError("A connection wasn't accepted beside others");
      }
      if (served.loop() == loop) {
        return peer;
      }
    }
    throw new AssertionError("None of " + MOST_TRIES + " connections came to loop " + loop);
  }

  @Override
  public boolean tryAcquirePermit() {
    return true;
  }

  @Override
  public void releasePermit() {}

  @Override
  public ConnectionHandler accepted(TransportConnection connection) {
    Served served = new Served(connection, Script.echo());
    accepted.add(served);
    return served;
  }

  @Override
  public void close() throws IOException {
    for (Peer peer : peers) {
      peer.close();
    }
    binding.close().toCompletableFuture().join();
  }
}
