package dev.weir.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.weir.Dispatch;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.http.Response;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request on a virtual thread costs in memory. */
@Isolated("What all threads allocate is counted")
class AllocationIT {
  private static final byte[] REQUEST =
      "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int WINDOW = 5_000;

  /**
   * One within the bound is enough: what isn't compiled yet allocates more, and when that is done
   * is up to who else uses the processors. What each request has too much, each window has.
   */
  private static final int MOST_WINDOWS = 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * A thread is the JDK's, and costs what one does here that runs nothing. Beside it, or its share
   * of one, a request costs the lend of the bytes (32), itself (64), the chain that its answer is
   * written to (56), and what hands both over (70 to 140).
   *
   * @param most what is allowed beside a thread: a request that comes alone has one of its own, and
   *     those of many connections share them
   */
  @ParameterizedTest
  @CsvSource({"1, 300", "64, 100"})
  void aRequestOnAVirtualThreadAllocatesLittleMoreThanAThread(int connections, long most)
      throws Exception {
    Response hello = Response.text("Hello, World!");
    List<Socket> sockets = new ArrayList<>();
    try (Server server =
        Server.builder()
            .transport("nio")
            .shutdownOnSignal(false)
            .http(
                Listen.port(0),
                http -> http.dispatch(Dispatch.VIRTUAL_THREAD).get("/plaintext", request -> hello))
            .start()) {
      int length = 0;
      for (int i = 0; i < connections; i++) {
        Socket socket =
            new Socket(InetAddress.getLoopbackAddress(), server.doors().getFirst().port());
        sockets.add(socket);
        socket.setTcpNoDelay(true);
        length = firstAnswer(socket);
      }
      long thread = Long.MAX_VALUE;
      List<Long> requests = new ArrayList<>();
      do {
        thread = Math.min(thread, eachThread());
        requests.add(eachRequest(sockets, length));
      } while (requests.getLast() > thread + most && requests.size() < MOST_WINDOWS);

      assertThat(thread).as("bytes for each thread").isGreaterThan(100);
      assertThat(requests.getLast())
          .as("bytes for each request, window by window %s, where a thread is %d", requests, thread)
          .isGreaterThan(32)
          .isLessThanOrEqualTo(thread + most);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static long eachRequest(List<Socket> sockets, int length) throws IOException {
    int rounds = WINDOW / sockets.size();
    long before = allocatedByOthers();
    askAll(sockets, rounds, length);
    return (allocatedByOthers() - before) / ((long) rounds * sockets.size());
  }

  private static void askAll(List<Socket> sockets, int times, int length) throws IOException {
    for (int i = 0; i < times; i++) {
      for (Socket socket : sockets) {
        socket.getOutputStream().write(REQUEST);
      }
      for (Socket socket : sockets) {
        assertThat(socket.getInputStream().readNBytes(length)).hasSize(length);
      }
    }
  }

  /** By all threads but this, which is the client's. */
  private static long allocatedByOthers() {
    return THREADS.getTotalThreadAllocatedBytes() - THREADS.getCurrentThreadAllocatedBytes();
  }

  private static long eachThread() {
    long before = THREADS.getTotalThreadAllocatedBytes();
    runThreads(WINDOW);
    return (THREADS.getTotalThreadAllocatedBytes() - before) / WINDOW;
  }

  /** One after the other, as requests of one connection are. */
  private static void runThreads(int count) {
    AtomicInteger ended = new AtomicInteger();
    Runnable work = ended::incrementAndGet;
    for (int i = 1; i <= count; i++) {
      Thread.startVirtualThread(work);
      while (ended.get() < i) {
        Thread.onSpinWait(); // to wait otherwise would allocate
      }
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
}
