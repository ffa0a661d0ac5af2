package dev.weir.examples.hello;

import dev.weir.Server;
import dev.weir.ServerBuilder;
import dev.weir.examples.cli.ExampleCommand;
import dev.weir.http.Response;

/** One route that answers a line of text. */
public final class Hello extends ExampleCommand {
  private Hello() {
    super("hello", "Answers GET / with a greeting, and GET /{name} with a personal one.");
  }

  /** Runs it. */
  public static void main(String[] arguments) throws InterruptedException {
    main(new Hello(), arguments);
  }

  @Override
  protected ServerBuilder server() {
    return Server.builder()
        .http(
            listen(8080),
            http ->
                http.get("/", request -> Response.text("Hello\n"))
                    .get(
                        "/{name}",
                        request ->
                            Response.text("Hello, " + request.pathParameter("name") + "\n")));
  }
}
