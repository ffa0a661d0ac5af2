package dev.weir.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.weir.Dispatch;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a request costs in memory: nothing but what user code may keep. */
class AllocationIT {
  private static final byte[] REQUEST =
      "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int WARM_UP = 5_000;
  private static final int MEASURED = 20_000;

  /**
   * The lend of the bytes (32) and the request that the handler sees (56 to 64); 16 for the number
   * by which the JDK's selector looks up a channel, until that is compiled; and some room for what
   * comes once in a while.
   */
  private static final long MOST_BYTES = 128;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void aRequestOnTheLoopAllocatesLittleMoreThanWhatItsHandlerSees() throws Exception {
    AtomicLong loop = new AtomicLong();
    Response hello = Response.text("Hello, World!");
    try (Server server =
            Server.builder()
                .transport("nio")
                .shutdownOnSignal(false)
                .http(
                    Listen.port(0),
                    http ->
                        http.dispatch(Dispatch.EVENT_LOOP)
                            .get(
                                "/plaintext",
                                request -> {
                                  loop.setPlain(Thread.currentThread().threadId());
                                  return hello;
                                }))
                .start();
        Socket socket =
            new Socket(InetAddress.getLoopbackAddress(), server.doors().getFirst().port())) {
      socket.setTcpNoDelay(true);
      int length = firstAnswer(socket);
      ask(socket, WARM_UP, length);
      long before = THREADS.getThreadAllocatedBytes(loop.get());
      ask(socket, MEASURED, length);
      long each = (THREADS.getThreadAllocatedBytes(loop.get()) - before) / MEASURED;
      assertThat(each).as("bytes for each request").isBetween(32L, MOST_BYTES);
    }
  }

  /** Gives its length: all answers have the same. */
  private static int firstAnswer(Socket socket) throws IOException {
    socket.getOutputStream().write(REQUEST);
    StringBuilder answer = new StringBuilder();
    while (!answer.toString().endsWith("Hello, World!")) {
      int octet = socket.getInputStream().read();
      assertThat(octet).as("what follows " + answer).isNotNegative();
      answer.append((char) octet);
    }
    return answer.length();
  }

  private static void ask(Socket socket, int times, int length) throws IOException {
    InputStream in = socket.getInputStream();
    for (int i = 0; i < times; i++) {
      socket.getOutputStream().write(REQUEST);
      assertThat(in.readNBytes(length)).hasSize(length);
    }
  }
}
