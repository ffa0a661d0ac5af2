package dev.weir.benchmarks.growth;

import dev.weir.Dispatch;
import dev.weir.Limits;
import dev.weir.Listen;
import dev.weir.MediaType;
import dev.weir.Server;
import dev.weir.http.HttpHandler;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.middleware.Middleware;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Serves {@code /plaintext}, {@code /bytes/{n}}, {@code /file/{n}}, {@code /sink} and as many more
 * routes as asked, behind as many middlewares as asked.
 */
@Command(name = "growth-server")
public final class GrowthServer implements Callable<Integer> {
  private static final int MANY = 1_000_000;
  private static final Map<Long, Path> FILES = new ConcurrentHashMap<>();
  private static final byte[] BLOCK = new byte[16 << 10];

  @Option(names = "--port", required = true)
  private int port;

  @Option(names = "--dispatch", required = true)
  private String dispatch = "loop";

  @Option(names = "--routes")
  private int routes;

  @Option(names = "--middlewares")
  private int middlewares;

  private GrowthServer() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new GrowthServer()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    Limits limits =
        Limits.defaults()
            .with(Limits.MAX_CONNECTIONS, MANY)
            .with(Limits.MAX_CONNECTIONS_PER_ADDRESS, MANY)
            .with(Limits.MAX_IN_FLIGHT, MANY)
            .with(Limits.MAX_IN_FLIGHT_PER_CLIENT, MANY)
            .with(Limits.MAX_BODY, 1L << 30);
    try (Server server =
        Server.builder()
            .limits(limits)
            .http(Listen.address("127.0.0.1", port), this::http)
            .start()) {
      var unused = server.awaitTermination();
    }
    return 0;
  }

  private void http(HttpRoutes http) {
    Dispatch threads = dispatch.equals("loop") ? Dispatch.EVENT_LOOP : Dispatch.VIRTUAL_THREAD;
    for (int i = 0; i < middlewares; i++) {
      http.middleware(new Counting());
    }
    http.dispatch(threads).get("/plaintext", request -> Response.text("Hello, World!"));
    for (int i = 0; i < routes; i++) {
      http.get("/service" + i + "/items/{item}", request -> Response.text("Hello, World!"));
    }
    // Bodies that may wait for the client: never on the loop.
    http.group(
        "/bodies",
        bodies ->
            bodies
                .dispatch(Dispatch.VIRTUAL_THREAD)
                .get("/bytes/{n}", GrowthServer::bytes)
                .get("/file/{n}", GrowthServer::file)
                .post("/sink", GrowthServer::sink));
  }

  private static Response bytes(Request request) {
    long length = Long.parseLong(request.pathParameter("n"));
    return Response.stream(
        MediaType.OCTET_STREAM,
        sink -> {
          for (long left = length; left > 0; left -= BLOCK.length) {
            sink.write(BLOCK, 0, (int) Math.min(left, BLOCK.length));
          }
        });
  }

  private static Response file(Request request) {
    long length = Long.parseLong(request.pathParameter("n"));
    return Response.file(
        MediaType.OCTET_STREAM, FILES.computeIfAbsent(length, GrowthServer::sparse), 0, length);
  }

  /** A file without blocks: what is measured is the way out, not the disk. */
  private static Path sparse(long length) {
    try {
      Path path = Files.createTempFile("growth", ".bin");
      path.toFile().deleteOnExit();
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        file.setLength(length);
      }
      return path;
    } catch (IOException e) {
      throw new UncheckedIOException("No file of " + length + " bytes could be made", e);
    }
  }

  private static Response sink(Request request) throws IOException {
    byte[] buffer = new byte[BLOCK.length];
    try (InputStream body = request.body().asInputStream()) {
      long total = 0;
      for (int count; (count = body.read(buffer)) >= 0; ) {
        total += count;
      }
      return Response.text(Long.toString(total));
    }
  }

  /** As little as a middleware can do that isn't compiled away. */
  private static final class Counting implements Middleware {
    private final LongAdder count = new LongAdder();

    @Override
    public HttpHandler http(HttpHandler next) {
      return request -> {
        count.increment();
        return next.handle(request);
      };
    }

    @Override
    public boolean mayBlock() {
      return false;
    }
  }
}
