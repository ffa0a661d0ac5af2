package dev.weir.core;

import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.http.Response;
import dev.weir.testkit.memory.InMemoryTransport;
import dev.weir.testkit.memory.MemoryClient;
import java.util.concurrent.CountDownLatch;

/** A program with a request that ends only when it is interrupted, for {@link SignalTest}. */
final class SignalProgram {
  public static void main(String[] args) throws Exception {
    boolean stuck = args[0].equals("stuck");
    CountDownLatch entered = new CountDownLatch(1);
    InMemoryTransport transport = InMemoryTransport.threaded();
    Server server =
        Server.builder()
            .transport(transport.provider())
            .http(
                Listen.port(0),
                http ->
                    http.get(
                        "/",
                        request -> {
                          entered.countDown();
                          if (stuck) {
                            new CountDownLatch(1).await();
                          }
                          return Response.text("Hello");
                        }))
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> tellHowItEnds(server)));
    if (stuck) {
      MemoryClient client = transport.connect(server.doors().getFirst().address());
      client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      entered.await();
    }
    System.out.println("ready");
    server.awaitTermination();
  }

  private static void tellHowItEnds(Server server) {
    while (server.isReady()) {
      Thread.onSpinWait();
    }
    System.out.println("shutting down");
    System.out.println(server.shutdown().cut() + " cut");
  }
}
