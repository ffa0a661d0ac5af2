package dev.weir.integration.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Sends numbered requests until the server is gone, and remembers what came back. */
final class LoadClient {
  /**
   * What happened on one connection.
   *
   * @param sent the numbers of all requests whose bytes were taken by the system, in order
   * @param answered the numbers that came back, in order
   * @param saidLast whether the last answer was announced as the last
   * @param broken why the connection ended inside of an answer, or null
   */
  record Conversation(
      List<String> sent, List<String> answered, boolean saidLast, @Nullable String broken) {}

  private static final long PATIENCE_SECONDS = 50;

  private final InetSocketAddress server;
  private final String path;
  private final AtomicLong numbers = new AtomicLong();
  private final CountDownLatch missing;
  private final ConcurrentLinkedQueue<Conversation> conversations = new ConcurrentLinkedQueue<>();

  /**
   * POSTs to a path that answers with the number which was sent.
   *
   * @param enough how many answers {@link #awaitEnough} waits for
   */
  LoadClient(int port, String path, int enough) {
    this.missing = new CountDownLatch(enough);
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.path = path;
  }

  /** Returns once all connections together have enough answers; fails if that takes too long. */
  void awaitEnough() throws InterruptedException {
    boolean met = missing.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(met).as("answers; missing: %s", missing.getCount()).isTrue();
  }

  /** The conversations that have ended. */
  List<Conversation> conversations() {
    return List.copyOf(conversations);
  }

  /**
   * Talks, one connection after the other, until none is accepted any more.
   *
   * @param window how many requests are under way at once on the connection
   * @param perConnection after how many requests the client asks to close
   */
  void talk(int window, int perConnection) throws IOException, InterruptedException {
    while (true) {
      try (Socket socket = new Socket()) {
        try {
          socket.connect(server);
          socket.setTcpNoDelay(true);
        } catch (SocketException e) {
          return; // refused, or reset in the middle of its handshake: nobody listens any more
        }
        conversations.add(converse(socket, window, perConnection));
      }
    }
  }

  private Conversation converse(Socket socket, int window, int perConnection)
      throws IOException, InterruptedException {
    List<String> sent = new ArrayList<>();
    Semaphore room = new Semaphore(window);
    Thread writer = Thread.ofVirtual().start(() -> write(socket, perConnection, room, sent));
    List<String> answered = new ArrayList<>();
    boolean last = false;
    String broken = null;
    AnswerReader reader = new AnswerReader(socket.getInputStream());
    try {
      for (AnswerReader.Answer answer; (answer = reader.next()) != null; ) {
        if (answer.status() != 200) {
          broken = "answered " + answer;
          break;
        }
        answered.add(answer.body());
        missing.countDown();
        last = answer.last();
        room.release();
      }
    } catch (IOException e) {
      broken = e.toString();
    }
    socket.close(); // ends the writer, wherever it is
    writer.interrupt();
    writer.join();
    return new Conversation(List.copyOf(sent), answered, last, broken);
  }

  private void write(Socket socket, int perConnection, Semaphore room, List<String> sent) {
    try {
      OutputStream out = socket.getOutputStream();
      for (int i = 1; i <= perConnection; i++) {
        room.acquire();
        String number = Long.toString(numbers.incrementAndGet());
        String close = i == perConnection ? "Connection: close\r\n" : "";
        String request =
            "POST "
                + path
                + " HTTP/1.1\r\nHost: a\r\n"
                + close
                + "Content-Length: "
                + number.length()
                + "\r\n\r\n"
                + number;
        out.write(request.getBytes(StandardCharsets.US_ASCII));
        sent.add(number);
      }
    } catch (SocketException e) {
      // The server has closed; what was sent before counts.
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      // The connection has ended.
    }
  }
}
