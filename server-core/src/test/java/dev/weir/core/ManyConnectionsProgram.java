package dev.weir.core;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.http.Response;
import dev.weir.testkit.memory.InMemoryTransport;
import dev.weir.testkit.memory.MemoryClient;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;

/** Opens connections, answers a request on each, then on all again; {@link ManyConnectionsTest}. */
final class ManyConnectionsProgram {
  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final String BODY = "Hello";

  /** The default backlog holds so many; they are accepted with the next turn. */
  private static final int BATCH = 100;

  public static void main(String[] args) throws IOException {
    int count = Integer.parseInt(args[0]);
    InMemoryTransport transport = InMemoryTransport.manual();
    Server server =
        Server.builder()
            .transport(transport.provider())
            .limits(
                Limits.defaults()
                    .with(Limits.MAX_CONNECTIONS, count)
                    .with(Limits.MAX_CONNECTIONS_PER_ADDRESS, count))
            .http(
                Listen.port(0),
                http -> http.dispatch(Dispatch.EVENT_LOOP).get("/", request -> Response.text(BODY)))
            .start();
    SocketAddress address = server.doors().getFirst().address();
    MemoryClient[] clients = new MemoryClient[count];
    for (int i = 0; i < count; i++) {
      clients[i] = transport.connect(address);
      if ((i + 1) % BATCH == 0) {
        transport.run();
      }
    }
    int answered = 0;
    for (int round = 0; round < 2; round++) {
      for (MemoryClient client : clients) {
        client.write(REQUEST);
        String answer = client.readUntil("\r\n\r\n") + client.readUntil(BODY);
        if (!answer.startsWith("HTTP/1.1 200 ")) {
          throw new AssertionError("Answered by: " + answer);
        }
        answered++;
      }
    }
    System.out.println(transport.openConnections() + " open, " + answered + " answers");
    Runtime.getRuntime().halt(0); // to close them all, one by one, would take longer than they did
  }
}
