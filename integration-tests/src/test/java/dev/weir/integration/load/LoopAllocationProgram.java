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
 * Serves answers of text and in JSON on a loop, and says how many bytes each costs, and how many
 * the value and its encoding alone. What other tests have run in a JVM changes what its compiler
 * sees escape.
 */
public final class LoopAllocationProgram {
  private static final int WARM_UP = 150_000;
  private static final int MEASURED = 20_000;
  private static final String TEXT = "{\"message\":\"Hello, World!\"}";

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  record Message(String message) {}

  private LoopAllocationProgram() {}

  /** Prints the three figures, on the transport of that name. */
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
      long plain = eachRequest(port, "/text", loop);
      long json = eachRequest(port, "/json", loop);
      long codec = eachEncoding();
      System.out.println("text " + plain + ", JSON " + json + ", codec " + codec);
    }
  }

  /** The handler of text names the loop, so that is to be asked for first. */
  private static long eachRequest(int port, String path, AtomicLong loop) throws IOException {
    byte[] request =
        "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
            .formatted(path)
            .getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(request);
      StringBuilder first = new StringBuilder();
      while (!first.toString().endsWith(TEXT)) {
        int octet = socket.getInputStream().read();
        requireThat(octet >= 0, "The first answer is short");
        first.append((char) octet);
      }
      ask(socket, request, WARM_UP, first.length());
      long before = THREADS.getThreadAllocatedBytes(loop.getPlain());
      ask(socket, request, MEASURED, first.length());
      return (THREADS.getThreadAllocatedBytes(loop.getPlain()) - before) / MEASURED;
    }
  }

  private static void ask(Socket socket, byte[] request, int times, int length) throws IOException {
    InputStream in = socket.getInputStream();
    for (int i = 0; i < times; i++) {
      socket.getOutputStream().write(request);
      requireThat(in.readNBytes(length).length == length, "An answer is short");
    }
  }

  private static void requireThat(boolean holds, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException(otherwise);
    }
  }

  private static long eachEncoding() throws IOException {
    Encoder<Message> encoder =
        Objects.requireNonNull(new JsonCodec().encoder(TypeOf.of(Message.class)));
    OutputChain output = new OutputChain(SegmentPool.confined());
    encode(encoder, output, WARM_UP);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    encode(encoder, output, MEASURED);
    return (THREADS.getCurrentThreadAllocatedBytes() - before) / MEASURED;
  }

  private static void encode(Encoder<Message> encoder, OutputChain output, int times)
      throws IOException {
    for (int i = 0; i < times; i++) {
      encoder.encode(new Message("Hello, World!"), output);
      output.consume(TEXT.length());
      if (!output.isEmpty()) { // an assertion would allocate
        throw new AssertionError("More than " + TEXT + " was encoded: " + output);
      }
    }
  }
}
