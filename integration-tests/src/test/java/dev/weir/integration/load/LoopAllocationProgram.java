package dev.weir.integration.load;

import com.sun.management.ThreadMXBean;
import dev.weir.Dispatch;
import dev.weir.Listen;
import dev.weir.Server;
import dev.weir.TypeOf;
import dev.weir.codec.Encoder;
import dev.weir.codec.json.JsonCodec;
import dev.weir.http.Endpoint;
import dev.weir.http.Response;
import dev.weir.spi.transport.OutputChain;
import dev.weir.spi.transport.SegmentPool;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Serves answers of text and in JSON on a loop, and says again and again how many bytes each costs,
 * and how many the value and its encoding alone. What other tests have run in a JVM changes what
 * its compiler sees escape.
 */
public final class LoopAllocationProgram {
  /** After these the program ends. */
  static final int WINDOWS = 12;

  private static final int WINDOW = 20_000;
  private static final String TEXT = "{\"message\":\"Hello, World!\"}";

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  record Message(String message) {}

  private LoopAllocationProgram() {}

  /** Prints the three figures of each window, on the transport of that name. */
  public static void main(String[] arguments) throws Exception {
    String transport = arguments[0];
    AtomicLong loop = new AtomicLong();
    Response text = Response.text(TEXT);
    try (Server server =
        Server.builder()
            .transport(transport)
            .shutdownOnSignal(false)
            .config("weir.transport." + transport + ".loops", "1")
            .http(
                Listen.port(0),
                http ->
                    http.dispatch(Dispatch.EVENT_LOOP)
                        .get(
                            "/text",
                            request -> {
                              loop.setPlain(Thread.currentThread().threadId());
                              return text;
                            })
                        .get(
                            "/json",
                            Endpoint.with()
                                .call(() -> new Message("Hello, World!"))
                                .returns(Message.class)))
            .start()) {
      int port = server.doors().getFirst().port();
      Encoder<Message> encoder =
          Objects.requireNonNull(new JsonCodec().encoder(TypeOf.of(Message.class)));
      OutputChain output = new OutputChain(SegmentPool.confined());
      try (Socket plain = connect(port);
          Socket json = connect(port)) {
        for (int window = 1; window <= WINDOWS; window++) {
          System.out.printf(
              "%d: text %d, JSON %d, codec %d%n",
              window,
              eachRequest(plain, "/text", loop),
              eachRequest(json, "/json", loop),
              eachEncoding(encoder, output));
        }
      }
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** The handler of text names the loop, so that is to be asked for first. */
  private static long eachRequest(Socket socket, String path, AtomicLong loop) throws IOException {
    byte[] request =
        "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
            .formatted(path)
            .getBytes(StandardCharsets.US_ASCII);
    socket.getOutputStream().write(request);
    StringBuilder first = new StringBuilder();
    while (!first.toString().endsWith(TEXT)) {
      int octet = socket.getInputStream().read();
      requireThat(octet >= 0, "The first answer is short");
      first.append((char) octet);
    }
    long before = THREADS.getThreadAllocatedBytes(loop.getPlain());
    ask(socket, request, first.length());
    return (THREADS.getThreadAllocatedBytes(loop.getPlain()) - before) / WINDOW;
  }

  private static void ask(Socket socket, byte[] request, int length) throws IOException {
    InputStream in = socket.getInputStream();
    for (int i = 0; i < WINDOW; i++) {
      socket.getOutputStream().write(request);
      requireThat(in.readNBytes(length).length == length, "An answer is short");
    }
  }

  private static void requireThat(boolean holds, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException(otherwise);
    }
  }

  private static long eachEncoding(Encoder<Message> encoder, OutputChain output)
      throws IOException {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < WINDOW; i++) {
      encoder.encode(new Message("Hello, World!"), output);
      output.consume(TEXT.length());
      if (!output.isEmpty()) { // an assertion would allocate
        throw new AssertionError("More than " + TEXT + " was encoded: " + output);
      }
    }
    return (THREADS.getCurrentThreadAllocatedBytes() - before) / WINDOW;
  }
}
