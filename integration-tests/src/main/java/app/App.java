package app;

import dev.weir.Bytes;
import dev.weir.Listen;
import dev.weir.MediaType;
import dev.weir.Server;
import dev.weir.ServerBuilder;
import dev.weir.StartException;
import dev.weir.http.Endpoint;
import dev.weir.http.HttpRoutes;
import dev.weir.http.Response;
import dev.weir.http.ResponseBody;
import dev.weir.http.extract.Extract;
import java.nio.file.Path;

/** A user's program: it names neither a core, nor a transport, nor a codec. */
public final class App {
  private static final byte[] BLOCK = new byte[8192];

  private App() {}

  /**
   * Serves until SIGTERM; exits with 3 if the server refuses to start. {@code --transport=NAME}
   * chooses one in code, {@code --plugins=JAR} and {@code --plugin-module=JAR} give the server a
   * class loader that sees that jar too.
   */
  public static void main(String[] arguments) throws InterruptedException {
    try (Server server =
        builder(arguments).http(Listen.address("127.0.0.1", 0), App::routes).start()) {
      System.out.println("app: listening on http://127.0.0.1:" + server.port());
      var report = server.awaitTermination();
      System.out.println("ended: " + report);
    } catch (StartException e) {
      System.out.println("refused: " + e.getMessage());
      System.exit(3);
    }
  }

  private static ServerBuilder builder(String[] arguments) {
    if (arguments.length == 0) {
      return Server.builder();
    }
    String[] option = arguments[0].split("=", 2);
    return switch (option[0]) {
      case "--transport" -> Server.builder().transport(option[1]);
      case "--plugins" -> Server.builder(PluginLoader.ofJar(Path.of(option[1])));
      case "--plugin-module" -> Server.builder(PluginLoader.ofModule(Path.of(option[1])));
      default -> throw new IllegalArgumentException(arguments[0]);
    };
  }

  private static void routes(HttpRoutes http) {
    http.get("/hello", request -> Response.text("Hello"))
        .post(
            "/greet",
            Endpoint.with(Extract.body(Greeting.class))
                .call(greeting -> new Greeting(greeting.name(), greeting.times() + 1))
                .returns(Greeting.class))
        .get("/download/{bytes}", request -> zeros(Long.parseLong(request.pathParameter("bytes"))));
  }

  private static Response zeros(long length) {
    return Response.bytes(MediaType.OCTET_STREAM, Bytes.empty())
        .withBody(
            new ResponseBody.Streamed(
                length,
                sink -> {
                  for (long left = length; left > 0; left -= BLOCK.length) {
                    sink.write(BLOCK, 0, (int) Math.min(left, BLOCK.length));
                  }
                }));
  }
}
